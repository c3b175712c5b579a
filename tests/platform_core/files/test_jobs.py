"""The sweep: nothing acknowledged is lost, nothing is left behind, and what is missing is told."""

import os
from datetime import timedelta

import pytest
from sqlalchemy import delete

from platform_core.clock import now
from platform_core.crypto import KeyDestroyed, RecordRef
from platform_core.crypto.streams import unseal_stream
from platform_core.extensions import db
from platform_core.files.intake import ready_file
from platform_core.files.jobs import sweep_files
from platform_core.files.models import Attachment
from platform_core.files.queries import attachments_of, open_file
from platform_core.files.services import CONTENT, TARGET, attach_file
from platform_core.files.store import folder_of, path_of
from platform_core.isolation.scope import in_branch
from platform_core.people.models import Person

from .conftest import CODE, stored
from .samples import TEXT


def sweep(branch) -> None:
    with in_branch(branch.id, write=True):
        sweep_files({})
        db.session.commit()


def age(path, hours: int) -> None:
    long_ago = (now() - timedelta(hours=hours)).timestamp()
    os.utime(path, (long_ago, long_ago))


@pytest.fixture
def orphan(branch_a, person, spec):
    """A file whose transaction never committed: the process died in between."""
    owner = person(branch_a)
    with in_branch(branch_a.id, write=True):
        file_id = attach_file(CODE, owner, ready_file(CODE, TEXT, "a.txt"))
        db.session.rollback()
    return owner, file_id


def test_a_file_whose_row_never_came_is_seen_by_nobody_and_swept(branch_a, orphan, trail) -> None:
    owner, file_id = orphan
    place = stored(branch_a, file_id)
    held = place.read_bytes()
    with in_branch(branch_a.id):
        assert attachments_of(CODE, [owner]) == {}
    age(place, 2)
    sweep(branch_a)
    assert not place.exists()
    assert trail(branch_a)[-1].data == {"orphans": 1, "ownerless": 0}
    place.write_bytes(held)
    with in_branch(branch_a.id), place.open("rb") as source, pytest.raises(KeyDestroyed):
        unseal_stream(RecordRef(TARGET, branch_a.id, file_id), CONTENT, source)


def test_a_file_whose_transaction_may_be_under_way_stays(branch_a, orphan) -> None:
    sweep(branch_a)
    assert stored(branch_a, orphan[1]).exists()


def test_what_was_never_finished_goes(branch_a, person, attach) -> None:
    kept = stored(branch_a, attach(branch_a, person(branch_a)))
    fresh, old = kept.with_name("a.part"), kept.with_name("b.part")
    for one in (fresh, old):
        one.write_bytes(b"half")
    age(old, 2)
    age(kept, 2)
    sweep(branch_a)
    assert (fresh.exists(), old.exists(), kept.exists()) == (True, False, True)


def test_what_is_acknowledged_survives_every_sweep(branch_a, branch_b, person, attach) -> None:
    owner = person(branch_a)
    file_id = attach(branch_a, owner, TEXT, name="a.txt")
    age(stored(branch_a, file_id), 1000)
    for branch in (branch_a, branch_b, branch_a):
        sweep(branch)
    with in_branch(branch_a.id):
        assert open_file(CODE, owner, file_id).content == TEXT


def test_files_of_a_record_that_is_gone_go_with_it(branch_a, person, attach, trail) -> None:
    owner, other = person(branch_a), person(branch_a)
    gone, stays = attach(branch_a, owner), attach(branch_a, other)
    with in_branch(branch_a.id, write=True):
        db.session.execute(delete(Person).where(Person.id == owner))
        db.session.commit()
    sweep(branch_a)
    assert (stored(branch_a, gone).exists(), stored(branch_a, stays).exists()) == (False, True)
    assert [entry.data.get("reason") for entry in trail(branch_a)].count("owner_gone") == 1


def test_a_missing_file_is_told_once_and_marked(branch_a, person, attach, trail) -> None:
    owner = person(branch_a)
    file_id = attach(branch_a, owner)
    stored(branch_a, file_id).unlink()
    for _ in range(2):
        sweep(branch_a)
    assert [entry.event for entry in trail(branch_a)].count("core.attachment_broken") == 1
    with in_branch(branch_a.id):
        assert db.session.get_one(Attachment, (branch_a.id, file_id)).state == "missing"


def test_strangers_in_the_folder_are_left_alone(branch_a, person, attach) -> None:
    attach(branch_a, person(branch_a))
    stranger = folder_of(branch_a.id) / "ff" / "notes.sealed"
    stranger.parent.mkdir(exist_ok=True)
    stranger.write_bytes(b"not ours")
    age(stranger, 1000)
    sweep(branch_a)
    assert stranger.exists()
    assert path_of(branch_a.id, branch_a.id).parent.parent == folder_of(branch_a.id)
