"""A file is kept whole with its record, found there, opened, and taken away for good."""

import os
from dataclasses import replace

import pytest

from platform_core.crypto import KeyDestroyed
from platform_core.errors import InvalidInput, NotFound, Unavailable
from platform_core.extensions import db
from platform_core.files import services, store
from platform_core.files.intake import ready_file
from platform_core.files.models import Attachment
from platform_core.files.queries import attachments_of, open_file
from platform_core.files.services import attach_file, erase_attachments, remove_attachment
from platform_core.i18n import use_locale
from platform_core.isolation.scope import in_branch
from platform_core.testing.statements import counted_statements

from .conftest import CODE, stored
from .samples import MAKER, TEXT, photo


def card_of(branch, owner):
    with in_branch(branch.id):
        [card] = attachments_of(CODE, [owner])[owner]
        return card


def test_a_file_is_found_with_its_record_and_opened_whole(branch_a, person, attach, trail) -> None:
    owner = person(branch_a)
    file_id = attach(branch_a, owner, TEXT, name="хат.txt", description=" Хат ", taken_by="Ли Анна")
    card = card_of(branch_a, owner)
    assert (card.id, card.name, card.kind, card.size) == (file_id, "хат.txt", "document", len(TEXT))
    assert (card.description, card.taken_by) == ("Хат", "Ли Анна")
    with use_locale("en"):
        sizes = [replace(card, size=size).size_text for size in (7, 350_000, 2_200_000)]
    assert sizes == ["1 KB", "342 KB", "2.1 MB"]
    with in_branch(branch_a.id):
        opened = open_file(CODE, owner, file_id)
    assert opened.content == TEXT
    events = [entry.event for entry in trail(branch_a)]
    assert events == ["core.attachment_kept", "core.attachment_opened"]
    assert len({entry.data["digest"] for entry in trail(branch_a)}) == 1


def test_nothing_readable_lies_on_the_disk_or_in_the_row(branch_a, person, attach, world) -> None:
    owner = person(branch_a)
    attach(branch_a, owner, TEXT, name="құпия.txt", description="Айдана", taken_by="Ерлан")
    for path in world.folder.rglob("*"):
        held = path.read_bytes() if path.is_file() else b""
        for word in ("Қайырлы", "құпия", "Айдана", "Ерлан"):
            assert word.encode() not in held, path


def test_the_folder_is_its_owners_alone(branch_a, person, attach) -> None:
    place = stored(branch_a, attach(branch_a, person(branch_a)))
    assert (place.stat().st_mode & 0o777, place.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert [one.name for one in place.parent.iterdir()] == [place.name]


def test_the_same_file_twice_is_one_file(branch_a, person, attach) -> None:
    owner, other = person(branch_a), person(branch_a)
    first = attach(branch_a, owner, TEXT, name="a.txt")
    assert attach(branch_a, owner, TEXT, name="b.txt") == first
    assert attach(branch_a, other, TEXT, name="a.txt") != first


def test_hashes_of_one_content_differ_between_branches(branch_a, branch_b, person, attach) -> None:
    digests = set()
    for branch in (branch_a, branch_b):
        file_id = attach(branch, person(branch), TEXT, name="a.txt")
        with in_branch(branch.id):
            digests.add(db.session.get_one(Attachment, (branch.id, file_id)).digest)
    assert len(digests) == 2


def test_names_are_dropped_where_they_are_not_kept(branch_a, person, attach, declare) -> None:
    declare(keep_names=False)
    owner = person(branch_a)
    file_id = attach(branch_a, owner, name="Айдана 10Б.jpg")
    assert card_of(branch_a, owner).name == f"picture-{file_id.hex[-6:]}.jpg"


def test_a_record_that_is_not_there_takes_no_file(branch_a, branch_b, person, spec) -> None:
    elsewhere = person(branch_b)
    with in_branch(branch_a.id, write=True), pytest.raises(NotFound):
        attach_file(CODE, elsewhere, ready_file(CODE, TEXT, "a.txt"))
    assert not store.folder_of(branch_a.id).exists()


def test_limits_of_a_record_a_branch_and_the_disk(branch_a, person, attach, declare, monkeypatch) -> None:
    declare(most_in_all=1)
    owner = person(branch_a)
    attach(branch_a, owner, b"one", name="a.txt")
    for limit in ("record", "branch", "disk"):
        if limit == "branch":
            declare(most_in_all=9)
            monkeypatch.setattr(services, "MOST_OF_ONE_BRANCH", 5)
        if limit == "disk":
            monkeypatch.setattr(services, "MOST_OF_ONE_BRANCH", 500)
            monkeypatch.setattr(store, "LEAST_FREE", 2**60)
        with pytest.raises(InvalidInput) as refused:
            attach(branch_a, owner, b"two", name="b.txt")
        assert list(refused.value.errors) == ["files"]
    assert card_of(branch_a, owner).size == 3


def test_a_disk_that_fails_leaves_neither_row_nor_rest(branch_a, person, spec, monkeypatch) -> None:
    owner = person(branch_a)

    def fail(_handle: int) -> None:
        raise OSError

    with in_branch(branch_a.id, write=True):
        ready = ready_file(CODE, TEXT, "a.txt")
        store.folder_of(branch_a.id).mkdir(parents=True)
        monkeypatch.setattr(os, "fsync", fail)
        with pytest.raises(Unavailable):
            attach_file(CODE, owner, ready)
        monkeypatch.undo()
        db.session.commit()
    assert not [one for one in store.folder_of(branch_a.id).rglob("*") if one.is_file()]


def test_what_is_removed_is_gone_from_the_disk_the_rows_and_the_keys(branch_a, person, attach, trail) -> None:
    owner = person(branch_a)
    file_id = attach(branch_a, owner)
    copy = stored(branch_a, file_id).read_bytes()
    with in_branch(branch_a.id, write=True):
        row = db.session.get_one(Attachment, (branch_a.id, file_id))
        kept = {
            name: getattr(row, name)
            for name in ("code", "owner_id", "media_type", "size", "digest", "details")
        }
        remove_attachment(CODE, owner, file_id, reason="mistake")
        db.session.commit()
        db.session.add(Attachment(id=file_id, **kept))  # as from a backup of the rows
        db.session.commit()
    assert not stored(branch_a, file_id).exists()
    stored(branch_a, file_id).write_bytes(copy)
    assert card_of(branch_a, owner).is_erased
    with in_branch(branch_a.id), pytest.raises(KeyDestroyed):
        open_file(CODE, owner, file_id)
    assert trail(branch_a)[-1].data["reason"] == "mistake"


def test_removing_asks_for_the_record_that_the_file_belongs_to(branch_a, person, attach) -> None:
    owner, other = person(branch_a), person(branch_a)
    file_id = attach(branch_a, owner)
    with in_branch(branch_a.id, write=True), pytest.raises(NotFound):
        remove_attachment(CODE, other, file_id, reason="mistake")
    with in_branch(branch_a.id), pytest.raises(NotFound):
        open_file(CODE, other, file_id)


def test_erasing_takes_every_file_of_a_record(branch_a, person, attach) -> None:
    owner, other = person(branch_a), person(branch_a)
    gone = [attach(branch_a, owner, data, name="a.txt") for data in (b"one", b"two")]
    stays = attach(branch_a, other)
    with in_branch(branch_a.id, write=True):
        assert erase_attachments(CODE, [owner]) == 2
        db.session.commit()
    assert [stored(branch_a, one).exists() for one in (*gone, stays)] == [False, False, True]


def test_a_list_of_records_asks_once(branch_a, person, attach) -> None:
    owners = [person(branch_a) for _ in range(4)]
    for owner in owners:
        attach(branch_a, owner, photo(), description=MAKER)
    with in_branch(branch_a.id), counted_statements() as few:
        attachments_of(CODE, owners[:1])
    with in_branch(branch_a.id), counted_statements() as many:
        assert len(attachments_of(CODE, owners)) == 4
    assert len(many) == len(few)
