from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from platform_core.db.base import new_id
from platform_core.errors import NotFound
from platform_core.extensions import db
from platform_core.hooks.manifest import NoticeSpec
from platform_core.hooks.types import BranchInfo
from platform_core.i18n import use_locale
from platform_core.isolation.scope import in_branch
from platform_core.notify.models import Notification
from platform_core.notify.registry import NoticeFault, NoticeRegistry, current_notices
from platform_core.notify.services import count_unread, has_unread, mark_all_read, notify, open_notice
from platform_core.testing.people import make_user

CODE = "core.work_finished"


def _notify(branch: BranchInfo, *readers: UUID) -> list[UUID]:
    with in_branch(branch.id, write=True):
        made = notify(readers, CODE, target_url="/alpha/files/7", params={"number": "2026-14"})
        db.session.commit()
    return made


def test_a_reader_is_given_one_notice_however_often_named(branch_a: BranchInfo, reader: UUID) -> None:
    assert len(_notify(branch_a, reader, reader)) == 1
    with in_branch(branch_a.id):
        assert count_unread(reader) == 1
        assert has_unread(reader, CODE)
        assert not has_unread(reader, "core.job_given_up")


def test_opening_marks_read_and_says_where_it_leads(branch_a: BranchInfo, reader: UUID) -> None:
    (notice,) = _notify(branch_a, reader)
    with in_branch(branch_a.id, write=True):
        assert open_notice(notice, user_id=reader) == "/alpha/files/7"
        assert count_unread(reader) == 0
        first = db.session.scalar(select(Notification.read_at))
        assert open_notice(notice, user_id=reader) == "/alpha/files/7"
        assert db.session.scalar(select(Notification.read_at)) == first


def test_anothers_notice_is_not_there(branch_a: BranchInfo, reader: UUID) -> None:
    other = make_user("curator")
    (notice,) = _notify(branch_a, reader)
    with in_branch(branch_a.id, write=True):
        with pytest.raises(NotFound):
            open_notice(notice, user_id=other)
        assert mark_all_read(other) == 0
        assert count_unread(reader) == 1


def test_a_notice_is_not_seen_from_another_branch(
    branch_a: BranchInfo, branch_b: BranchInfo, reader: UUID
) -> None:
    (notice,) = _notify(branch_a, reader)
    with in_branch(branch_b.id, write=True):
        assert count_unread(reader) == 0
        with pytest.raises(NotFound):
            open_notice(notice, user_id=reader)


def test_only_members_of_the_branch_are_given_notice(branch_b: BranchInfo, reader: UUID) -> None:
    with pytest.raises(IntegrityError):
        _notify(branch_b, reader)


@pytest.mark.parametrize(
    "address",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "alpha/files", "", "/a\nb"],
)
def test_a_notice_leads_nowhere_else(branch_a: BranchInfo, reader: UUID, address: str) -> None:
    with in_branch(branch_a.id, write=True), pytest.raises(ValueError, match="path of this service"):
        notify([reader], CODE, target_url=address)


def test_content_is_refused(branch_a: BranchInfo, reader: UUID) -> None:
    with in_branch(branch_a.id, write=True), pytest.raises(ValueError, match="payload"):
        notify([reader], CODE, target_url="/alpha/", params={"who": "Асқар пен Берік"})


def test_an_undeclared_notice_is_refused(branch_a: BranchInfo) -> None:
    with in_branch(branch_a.id, write=True), pytest.raises(NoticeFault):
        notify([new_id()], "gone.notice", target_url="/alpha/")


def test_two_notices_of_a_code_stop_the_boot() -> None:
    spec = NoticeSpec("core.x", "x", "x")
    with pytest.raises(NoticeFault):
        NoticeRegistry([spec, spec], {})


def test_a_notice_takes_its_codes(app: object) -> None:
    registry = NoticeRegistry([NoticeSpec("core.x", "Case %(number)s", "50 %% done")], {})
    text = registry.read("core.x", {"number": "2026-14"})
    assert text is not None
    assert (text.title, text.body) == ("Case 2026-14", "50 % done")
    assert registry.read("gone.notice", {}) is None


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_declared_notice_can_be_read_in_every_language(app: object, language: str) -> None:
    with use_locale(language):
        for code in current_notices().codes():
            text = current_notices().read(code, {"count": 2, "number": 7})
            assert text is not None
            assert text.title
            assert text.body
