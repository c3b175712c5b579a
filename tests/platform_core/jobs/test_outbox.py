from datetime import timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from platform_core import clock
from platform_core.db.base import new_id
from platform_core.extensions import db
from platform_core.isolation.scope import ScopeMissing, in_branch
from platform_core.jobs.outbox import check_payload, enqueue
from tests.platform_core.jobs.bench import Bench

REFUSED = [
    {"story": "He pushed her down the stairs"},
    {"name": "Асқар"},
    {"ids": ["1"]},
    {"flag": True},
    {"share": 0.5},
    {"nothing": None},
    {"long": "x" * 121},
    {"line": "a\nb"},
    {"huge": 2**60},
    {"not an identifier": 1},
    {f"k{n}": n for n in range(13)},
]
PAYLOADS = st.dictionaries(
    st.sampled_from(["case_id", "n", "code"]), st.uuids().map(str) | st.integers(0, 2**50)
)


@pytest.mark.parametrize("payload", REFUSED, ids=lambda payload: next(iter(payload)))
def test_a_payload_with_content_is_refused(payload: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="payload"):
        check_payload(payload)


@given(PAYLOADS)
def test_a_payload_of_ids_and_numbers_is_kept(payload: dict[str, str | int]) -> None:
    assert check_payload(payload) == payload


@given(st.text(min_size=1).filter(lambda text: any(not sign.isascii() or sign.isspace() for sign in text)))
def test_no_sentence_passes_for_a_code(text: str) -> None:
    with pytest.raises(ValueError, match="payload"):
        check_payload({"text": text})


def test_nothing_is_enqueued_outside_a_scope(bench: Bench) -> None:
    with pytest.raises(ScopeMissing):
        enqueue("sample.work", {})


def test_a_message_falls_with_its_transaction(both: Bench) -> None:
    with in_branch(both.branch.id, write=True):
        enqueue("sample.work", {})
        db.session.flush()
        db.session.rollback()
    assert both.work() == 0


def test_a_message_waits_for_its_time(both: Bench) -> None:
    with time_machine.travel("2026-09-01T08:00:00Z", tick=False) as traveller:
        both.post("sample.work", not_before=clock.now() + timedelta(hours=2))
        traveller.shift(timedelta(hours=2) - timedelta(seconds=1))
        assert both.work() == 0
        traveller.shift(1)
        assert both.work() == 1


def test_a_dedupe_key_is_taken_once_in_a_branch(both: Bench) -> None:
    first = both.post("sample.work", dedupe_key="reminder:7")
    assert first is not None
    assert both.post("sample.work", dedupe_key="reminder:7") is None
    assert both.post("sample.work", dedupe_key="reminder:7", branch=both.other) is not None
    both.work()
    assert both.post("sample.work", dedupe_key="reminder:7") is None
    assert (both.effects(), both.effects(branch=both.other)) == (1, 1)


def test_a_message_for_another_branch_runs_there(both: Bench) -> None:
    message = both.post("sample.work", {"case_id": "7"}, to_branch=both.other.id)
    both.forward()
    both.work()
    assert both.calls == [("work", both.other.id, {"case_id": "7"})]
    assert both.row(message).done_at is not None
    assert both.row(message, branch=both.other).done_at is not None
    both.forward()
    assert both.work() == 0


def test_a_message_for_another_branch_never_runs_at_home(both: Bench) -> None:
    both.post("sample.work", to_branch=both.other.id)
    assert both.work() == 0
    assert both.effects() == 0


def test_a_message_to_oneself_stays_at_home(both: Bench) -> None:
    both.post("sample.work", to_branch=both.branch.id)
    assert both.work() == 1
    assert both.effects() == 1


def test_a_message_to_a_branch_that_does_not_exist_is_refused(both: Bench) -> None:
    with pytest.raises(IntegrityError):
        both.post("sample.work", to_branch=new_id())


def test_a_forwarded_message_keeps_its_dedupe_key(both: Bench) -> None:
    both.post("sample.work", dedupe_key="transfer:7", branch=both.other)
    both.post("sample.work", dedupe_key="transfer:7", to_branch=both.other.id)
    both.forward()
    both.work()
    assert both.effects(branch=both.other) == 1
