from uuid import uuid4

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from platform_core.audit.models import AuditHead
from platform_core.crypto import (
    KeyDestroyed,
    KeyRefused,
    SealBroken,
    SealedCell,
    current_keyring,
    destroy_record_key,
    destroy_record_keys,
    preload_record_keys,
    prepare_record_keys,
    seal,
    seal_bytes,
    unseal,
    unseal_bytes,
    unseal_many,
    unseal_row,
)
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import ScopeMissing, as_role, catalogue_write, central_read, in_branch
from platform_core.tenancy.models import Branch

# Any branch's record will do; nothing here is written to the database.
Record = AuditHead


def test_a_new_record_gets_its_id_and_the_scopes_branch(scope_a: None, branch_a: BranchInfo) -> None:
    record = Record()
    blob = seal(record, "narrative", "Не болды?")
    assert record.id is not None
    assert record.branch_id is None  # stamped at flush, as ever
    record.branch_id = branch_a.id
    assert unseal(record, "narrative", blob) == "Не болды?"
    assert unseal_row("core_audit_head", branch_a.id, record.id, "narrative", blob) == "Не болды?"


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=5000))
def test_every_text_comes_back(scope_a: None, text: str) -> None:
    record = Record(id=uuid4())
    assert unseal(record, "narrative", seal(record, "narrative", text)) == text


def test_bytes_come_back_too(scope_a: None) -> None:
    record = Record()
    assert (
        unseal_bytes(record, "content", seal_bytes(record, "content", b"\x00\x80\xff\x80"))
        == b"\x00\x80\xff\x80"
    )


def test_a_text_opens_in_no_other_field_and_in_no_other_record(scope_a: None) -> None:
    record, other = Record(), Record()
    blob = seal(record, "narrative", "text")
    seal(other, "narrative", "text")
    with pytest.raises(SealBroken):
        unseal(record, "informant", blob)
    with pytest.raises(SealBroken):
        unseal(other, "narrative", blob)


def test_a_text_is_not_to_be_opened_as_another_branchs(branch_a: BranchInfo, branch_b: BranchInfo) -> None:
    record = Record(branch_id=branch_a.id)
    with in_branch(branch_a.id):
        blob = seal(record, "narrative", "text")
    with in_branch(branch_b.id):
        with pytest.raises(KeyRefused):
            unseal(record, "narrative", blob)
        with pytest.raises(KeyRefused):
            unseal(Record(id=record.id, branch_id=branch_b.id), "narrative", blob)
        with pytest.raises(KeyRefused):
            unseal_many([SealedCell("core_audit_head", branch_a.id, record.id, "narrative", blob)])
        with pytest.raises(KeyRefused):
            seal(record, "narrative", "text")
        with pytest.raises(KeyRefused):
            destroy_record_key(record)
    with central_read(reason="test"):
        assert unseal(record, "narrative", blob) == "text"


def test_the_core_roles_open_no_branchs_text(branch_a: BranchInfo) -> None:
    record = Record(branch_id=branch_a.id)
    with in_branch(branch_a.id):
        blob = seal(record, "narrative", "text")
    for role in (Role.AUTH, Role.RELAY, Role.RECORDER, Role.CATALOGUE, Role.REGISTER):
        with as_role(role), pytest.raises(KeyRefused):
            unseal(record, "narrative", blob)


def test_outside_any_scope_nothing_opens(app: Flask, branch_a: BranchInfo) -> None:
    record = Record(branch_id=branch_a.id)
    with in_branch(branch_a.id):
        blob = seal(record, "narrative", "text")
    with pytest.raises(ScopeMissing):
        unseal(record, "narrative", blob)


def test_a_record_of_no_branch_is_the_networks(branch_a: BranchInfo) -> None:
    shelter = Branch()
    with catalogue_write():
        blob = seal(shelter, "address", "text")
    for scope in (in_branch(branch_a.id), central_read(reason="test")):
        with scope:
            assert unseal(shelter, "address", blob) == "text"


def test_destroying_the_key_erases_the_record_and_no_other(scope_a: None, branch_a: BranchInfo) -> None:
    record, neighbour = Record(branch_id=branch_a.id), Record(branch_id=branch_a.id)
    blob, kept = seal(record, "narrative", "text"), seal(neighbour, "narrative", "kept")
    assert destroy_record_key(record)
    assert not destroy_record_key(record)
    with pytest.raises(KeyDestroyed):
        unseal(record, "narrative", blob)
    with pytest.raises(KeyDestroyed):
        seal(record, "narrative", "again")
    cells = [
        SealedCell("core_audit_head", branch_a.id, row.id, "narrative", sealed)
        for row, sealed in ((record, blob), (neighbour, kept), (neighbour, None))
    ]
    assert unseal_many(cells) == [None, "kept", None]
    assert destroy_record_keys([record, neighbour]) == 1


def test_a_list_asks_the_store_once(scope_a: None, branch_a: BranchInfo) -> None:
    records = [Record(branch_id=branch_a.id) for _ in range(60)]
    prepare_record_keys(records)
    blobs = [seal(record, "narrative", str(place)) for place, record in enumerate(records)]
    cells = [
        SealedCell("core_audit_head", branch_a.id, record.id, "narrative", blob)
        for record, blob in zip(records, blobs, strict=True)
    ]
    keyring = current_keyring()
    asked: list[str] = []
    event.listen(keyring.store.engine, "before_cursor_execute", lambda *parts: asked.append(parts[2]))
    keyring.forget()
    assert unseal_many(cells) == [str(place) for place in range(60)]
    assert len([statement for statement in asked if "FROM key_record" in statement]) == 1
    keyring.forget()
    asked.clear()
    preload_record_keys([*blobs, None])
    assert unseal(records[7], "narrative", blobs[7]) == "7"
    assert len([statement for statement in asked if "FROM key_record" in statement]) == 1


def test_a_fault_tells_neither_text_nor_key(scope_a: None) -> None:
    record = Record()
    blob = seal(record, "narrative", "a secret text")
    with pytest.raises(SealBroken) as caught:
        unseal(record, "other", blob)
    assert str(caught.value) == "seal_broken"
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
