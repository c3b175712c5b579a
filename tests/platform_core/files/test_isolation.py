"""No branch, no swap and no central reading opens a file not its own; nothing altered is ever shown."""

import pytest
from sqlalchemy import update

from platform_core.crypto import KeyRefused, RecordRef, SealBroken
from platform_core.crypto.streams import CHUNK, unseal_stream
from platform_core.db.base import new_id
from platform_core.errors import Forbidden, NotFound
from platform_core.extensions import db
from platform_core.files.faults import AttachmentUnreadable
from platform_core.files.intake import ready_file
from platform_core.files.models import Attachment
from platform_core.files.queries import attachments_of, open_file
from platform_core.files.services import CONTENT, TARGET, attach_file, remove_attachment
from platform_core.isolation.actor import Actor
from platform_core.isolation.reach import IsolationBreach
from platform_core.isolation.scope import central_read, in_branch

from .conftest import CODE, stored
from .samples import TEXT


@pytest.fixture
def both(branch_a, branch_b, person, attach):
    """A file in each of two branches: pairs of a record and its file."""
    kept = {}
    for branch, text in ((branch_a, b"alpha's words"), (branch_b, b"beta's words")):
        owner = person(branch)
        kept[branch.code] = (owner, attach(branch, owner, text, name="a.txt"))
    return kept


def refuse_to_open(branch, owner, file_id, fault) -> None:
    with in_branch(branch.id), pytest.raises(fault):
        open_file(CODE, owner, file_id)


def test_another_branchs_file_is_not_there_by_its_id(branch_a, both) -> None:
    owner, file_id = both["beta"]
    refuse_to_open(branch_a, owner, file_id, NotFound)
    refuse_to_open(branch_a, both["alpha"][0], file_id, NotFound)
    with in_branch(branch_a.id):
        assert attachments_of(CODE, [owner]) == {}
    with in_branch(branch_a.id, write=True), pytest.raises(NotFound):
        remove_attachment(CODE, owner, file_id, reason="mistake")


def test_another_branchs_file_is_not_opened_by_its_path(branch_a, branch_b, both) -> None:
    _owner, file_id = both["beta"]
    ref = RecordRef(TARGET, branch_b.id, file_id)
    with in_branch(branch_a.id), stored(branch_b, file_id).open("rb") as source, pytest.raises(KeyRefused):
        unseal_stream(ref, CONTENT, source)


def test_a_file_in_anothers_place_does_not_open(branch_a, branch_b, both, person, attach, trail) -> None:
    owner, file_id = both["alpha"]
    place, foreign = stored(branch_a, file_id), stored(branch_b, both["beta"][1])
    place.write_bytes(foreign.read_bytes())
    refuse_to_open(branch_a, owner, file_id, AttachmentUnreadable)
    other = person(branch_a)
    sister = attach(branch_a, other, b"other words!", name="a.txt")
    place.write_bytes(stored(branch_a, sister).read_bytes())
    refuse_to_open(branch_a, owner, file_id, AttachmentUnreadable)
    assert [entry.event for entry in trail(branch_a)].count("core.attachment_broken") == 2


def test_rows_that_change_places_do_not_open(branch_a, both, person, attach) -> None:
    owner, file_id = both["alpha"]
    other = person(branch_a)
    sister = attach(branch_a, other, b"other words!!", name="a.txt")
    with in_branch(branch_a.id, write=True):
        one, two = (db.session.get_one(Attachment, (branch_a.id, each)) for each in (file_id, sister))
        one.details, two.details = two.details, one.details
        db.session.commit()
    refuse_to_open(branch_a, owner, file_id, SealBroken)


def test_a_row_given_to_another_record_still_proves_its_content(branch_a, both) -> None:
    owner, file_id = both["alpha"]
    with in_branch(branch_a.id, write=True):
        db.session.execute(update(Attachment).values(digest=bytes(32)))
        db.session.commit()
    refuse_to_open(branch_a, owner, file_id, AttachmentUnreadable)


@pytest.mark.parametrize(
    "damage",
    [
        lambda held: held[:-1],
        lambda held: held + b"\0",
        lambda held: held[:25],
        lambda held: held[: len(held) // 2],
        lambda held: b"",
        lambda held: held[:40] + bytes((held[40] ^ 1,)) + held[41:],
        lambda held: b"S2" + held[2:],
        lambda held: held[:5] + bytes((held[5] ^ 1,)) + held[6:],
        lambda held: held[:20] + bytes((held[20] ^ 1,)) + held[21:],
        lambda held: held[: 25 + CHUNK + 16],
        lambda held: held[:25] + held[25 + CHUNK + 16 :],
        lambda held: (
            held[:25] + held[25 + CHUNK + 16 : 25 + 2 * (CHUNK + 16)] * 2 + held[25 + 2 * (CHUNK + 16) :]
        ),
    ],
)
def test_nothing_of_an_altered_file_is_shown(branch_a, person, attach, trail, damage) -> None:
    owner = person(branch_a)
    file_id = attach(branch_a, owner, b"word " * 150_000, name="a.txt")
    place = stored(branch_a, file_id)
    place.write_bytes(damage(place.read_bytes()))
    refuse_to_open(branch_a, owner, file_id, AttachmentUnreadable)
    assert trail(branch_a)[-1].event == "core.attachment_broken"


def test_a_file_that_is_missing_raises_the_alarm(branch_a, both, trail) -> None:
    owner, file_id = both["alpha"]
    stored(branch_a, file_id).unlink()
    refuse_to_open(branch_a, owner, file_id, AttachmentUnreadable)
    assert trail(branch_a)[-1].data == {"cause": "FileNotFoundError"}


@pytest.fixture
def officer(app, central) -> Actor:
    return Actor(new_id(), None, "Officer", central.id, frozenset({"wellbeing_officer"}), frozenset())


def test_the_centre_reads_what_was_declared_for_it_and_both_trails_say_so(
    central, branch_b, both, officer, trail
) -> None:
    owner, file_id = both["beta"]
    with in_branch(central.id), central_read(reason="tests", actor=officer):
        opened = open_file(CODE, owner, file_id, branch_id=branch_b.id)
        with pytest.raises(Forbidden):
            open_file(CODE, owner, file_id)
    assert opened.content == b"beta's words"
    for branch in (central, branch_b):
        assert trail(branch)[-1].event == "core.attachment_opened"


def test_the_centre_reads_no_other_files_and_changes_none(central, branch_b, both, officer, declare) -> None:
    owner, file_id = both["beta"]
    with in_branch(central.id), central_read(reason="tests", actor=officer), pytest.raises(IsolationBreach):
        db.session.execute(update(Attachment).values(size=1))
    declare(central=False)
    with in_branch(central.id), central_read(reason="tests", actor=officer):
        for ask in (lambda: open_file(CODE, owner, file_id, branch_id=branch_b.id),
                    lambda: attachments_of(CODE, [owner], branch_id=branch_b.id)):  # fmt: skip
            with pytest.raises(Forbidden):
                ask()


def test_the_centre_attaches_nothing_to_a_branchs_record(central, both, spec) -> None:
    with in_branch(central.id, write=True), pytest.raises(NotFound):
        attach_file(CODE, both["beta"][0], ready_file(CODE, TEXT, "a.txt"))
