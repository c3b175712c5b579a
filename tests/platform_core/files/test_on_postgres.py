"""Files over PostgreSQL: the database's own fence keeps them apart, and a rollback leaves only an orphan."""

import pytest
from sqlalchemy import func, select, text

from platform_core.errors import NotFound
from platform_core.extensions import db
from platform_core.files.intake import ready_file
from platform_core.files.jobs import sweep_files
from platform_core.files.models import Attachment
from platform_core.files.queries import open_file
from platform_core.files.services import attach_file
from platform_core.files.store import path_of
from platform_core.hooks.manifest import AttachmentSpec
from platform_core.isolation.owner import owner_connection
from platform_core.isolation.scope import in_branch
from platform_core.people.models import Person
from platform_core.tenancy.directory import branch_by_code

from .conftest import CODE
from .samples import TEXT
from .test_jobs import age


@pytest.fixture
def kept(pg_app, monkeypatch):
    """A file of `alpha`: its branch, its record and itself."""
    monkeypatch.setitem(
        pg_app.extensions, "qorgau_attachments", {CODE: AttachmentSpec(CODE, "Files", Person)}
    )
    branch = branch_by_code("alpha")
    with in_branch(branch.id, write=True):
        row = Person(kind="student", family_name="Ли", given_name="Анна", search_name="ли", sort_name="ли")
        db.session.add(row)
        db.session.flush()
        file_id = attach_file(CODE, row.id, ready_file(CODE, TEXT, "a.txt"))
        db.session.commit()
        return branch, row.id, file_id


def test_a_file_is_opened_in_its_branch_and_in_no_other(pg_world, kept) -> None:
    branch, owner, file_id = kept
    with in_branch(branch.id):
        assert open_file(CODE, owner, file_id).content == TEXT
    with in_branch(branch_by_code("beta").id):
        assert db.session.scalar(select(func.count()).select_from(Attachment)) == 0
        with pytest.raises(NotFound):
            open_file(CODE, owner, file_id)
    with owner_connection(pg_world.settings) as connection:
        fenced = text("select relrowsecurity and relforcerowsecurity from pg_class where relname = :name")
        assert connection.scalar(fenced, {"name": "core_attachment"})


def test_a_rolled_back_file_is_swept_and_the_kept_one_stays(kept) -> None:
    branch, owner, file_id = kept
    with in_branch(branch.id, write=True):
        orphan = attach_file(CODE, owner, ready_file(CODE, b"never sent", "b.txt"))
        db.session.rollback()
    for one in (orphan, file_id):
        age(path_of(branch.id, one), 2)
    with in_branch(branch.id, write=True):
        sweep_files({})
        db.session.commit()
    assert [path_of(branch.id, one).exists() for one in (orphan, file_id)] == [False, True]
