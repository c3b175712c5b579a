from collections.abc import Callable
from uuid import UUID, uuid4

import orjson
import pytest

from platform_core.audit.export import export_trail
from platform_core.audit.heads import Head
from platform_core.audit.offline import ExportUnreadable, fingerprint, verify_export
from platform_core.audit.recorder import record
from platform_core.audit.report import What
from platform_core.audit.seal import outside_heads, seal_branch
from platform_core.crypto import current_keyring
from platform_core.crypto.keys import Purpose
from platform_core.extensions import db
from platform_core.isolation.scope import in_branch

from .conftest import Owner, fill

Change = Callable[[dict], None]  # type: ignore[type-arg]


def exported(branch_id: UUID, **options: object) -> list[bytes]:
    with in_branch(branch_id):
        return list(export_trail(**options))  # type: ignore[arg-type]


def whats(lines: list[bytes], **options: object) -> set[tuple[What, int | None]]:
    report = verify_export(lines, **options)  # type: ignore[arg-type]
    assert report.ok is (not report.faults)
    return {(fault.what, fault.position) for fault in report.faults}


def changed(lines: list[bytes], place: int, change: Change) -> list[bytes]:
    told = orjson.loads(lines[place])
    change(told)
    return [*lines[:place], orjson.dumps(told), *lines[place + 1 :]]


def test_an_export_is_verified_without_the_database(trail: UUID) -> None:
    lines = exported(trail)
    report = verify_export(lines)
    assert (report.faults, report.branch_id, report.size, report.entries, report.heads) == (
        (),
        trail,
        16,
        16,
        4,
    )
    public = current_keyring().branch_key(trail, Purpose.SIGNING).public or b""
    assert report.keys == (fingerprint(public),)


def test_an_export_tells_when_who_and_what(trail: UUID) -> None:
    fields = orjson.loads(exported(trail)[5])["fields"]
    assert (fields["event"], fields["actor_kind"], fields["data"]) == (
        "tests.looked",
        "system",
        '{"index":0}',
    )


def test_the_export_of_an_empty_trail_is_clean(declared: None, branch_b: object) -> None:
    assert verify_export(exported(branch_b.id)).ok  # type: ignore[attr-defined]


@pytest.mark.parametrize("field", ["event", "at", "data", "target_type", "actor_user_id", "branch_id"])
def test_a_changed_entry_is_found(field: str, trail: UUID) -> None:
    lines = changed(exported(trail), 8, lambda told: told["fields"].update({field: "x"}))
    assert (What.ENTRY_CHANGED, 3) in whats(lines)


def test_a_removed_an_exchanged_and_a_cut_off_entry_are_found(trail: UUID) -> None:
    lines = exported(trail)
    assert (What.LEAF_MISSING, 3) in whats([*lines[:8], *lines[9:]])
    assert (What.LOG_CUT_OFF, 16) in whats(lines[:-2])
    one, two = (lambda told: told.update(position=4)), (lambda told: told.update(position=3))
    exchanged = changed(changed(lines, 8, one), 9, two)
    exchanged[8], exchanged[9] = exchanged[9], exchanged[8]
    assert (What.LEAVES_REWRITTEN, 5) in whats(exchanged)


def test_a_changed_or_removed_head_is_found(trail: UUID) -> None:
    lines = exported(trail)
    assert (What.HEAD_FORGED, 8) in whats(changed(lines, 2, lambda told: told.update(root="00" * 32)))
    assert (What.HEAD_MISSING, 9) in whats([*lines[:2], *lines[3:]])
    assert (What.LEAVES_UNSIGNED, 9) in whats([*lines[:4], *lines[5:]])


def test_a_key_of_ones_own_gives_another_fingerprint_and_no_signature(trail: UUID) -> None:
    def exchange(told: dict) -> None:  # type: ignore[type-arg]
        told["keys"] = dict.fromkeys(told["keys"], "A" * 43 + "=")

    assert {what for what, _ in whats(changed(exported(trail), 0, exchange))} >= {What.HEAD_FORGED}


def test_an_export_is_held_against_copied_heads(trail: UUID) -> None:
    copies = outside_heads(trail).read()
    lines = exported(trail)
    assert whats(lines, copies=copies) == set()
    fill(trail, 2)
    assert whats(lines, copies=outside_heads(trail).read()) == {(What.LOG_CUT_OFF, 18)}
    other = Head(trail, 8, bytes(32), bytes(32), copies[1].signed_at, copies[1].key_id, copies[1].signature)
    assert whats(lines, copies=[other]) == {(What.HEAD_NOT_AS_COPIED, 8)}


def test_an_entry_gone_from_the_database_is_told_by_the_export(trail: UUID, owner: Owner) -> None:
    with owner() as connection:
        connection.execute(
            "DELETE FROM core_audit_entry WHERE id = (SELECT id FROM core_audit_leaf WHERE position = 3)"
        )
    assert whats(exported(trail)) == {(What.ENTRY_MISSING, 3)}


class TestOneRecord:
    @pytest.fixture
    def target(self, trail: UUID) -> tuple[str, UUID]:
        target = ("incidents_incident", uuid4())
        for _ in range(3):
            with in_branch(trail, write=True):
                record("tests.looked", target=target)
                record("tests.looked")
                db.session.commit()
            seal_branch(trail)
        return target

    def test_each_entry_comes_with_its_proof(self, trail: UUID, target: tuple[str, UUID]) -> None:
        report = verify_export(exported(trail, target=target))
        assert (report.faults, report.entries, report.size) == ((), 3, 22)

    def test_another_record_gives_nothing(self, trail: UUID) -> None:
        assert verify_export(exported(trail, target=("incidents_incident", uuid4()))).entries == 0

    @pytest.mark.parametrize(
        "change",
        [
            lambda told: told["fields"].update(event="x"),
            lambda told: told.update(position=1),
            lambda told: told.update(proof=[]),
            lambda told: told.update(mac="00" * 32),
            lambda told: told.update(is_flawed=True),
        ],
        ids=["event", "position", "proof", "mac", "mark"],
    )
    def test_a_changed_entry_fails_its_proof(
        self, change: Change, trail: UUID, target: tuple[str, UUID]
    ) -> None:
        lines = exported(trail, target=target)
        assert {what for what, _ in whats(changed(lines, -1 + len(lines), change))} == {What.ENTRY_CHANGED}


BEGINNING = b'{"kind":"trail","format":1,"keys":{},"is_whole":true,"branch":"%s"}' % str(uuid4()).encode()


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [b"not json"],
        [b"[]"],
        [b'{"kind": "head"}'],
        [BEGINNING.replace(b'"format":1', b'"format":2')],
        [BEGINNING.replace(b'"keys":{}', b'"keys":{"x":"y"}')],
        [BEGINNING, b'{"kind":"head"}'],
        [BEGINNING, b'{"kind":"entry"}'],
        [b'{"kind":"trail","format":1}'],
    ],
)
def test_what_is_no_export_is_refused(lines: list[bytes]) -> None:
    with pytest.raises(ExportUnreadable):
        verify_export(lines)
