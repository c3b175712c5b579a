"""The mark `@enforces` and the clause codes it takes."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platform_core.clauses import Clause, enforced_by, enforces, evidence

WHOLES = st.one_of(st.integers(1, 49).map("P{}".format), st.integers(1, 10).map("A{}".format))
CODES = st.one_of(WHOLES, st.tuples(WHOLES, st.integers(1, 99)).map(lambda pair: f"{pair[0]}.{pair[1]}"))


@given(CODES)
def test_a_code_survives_reading_and_printing(code: str) -> None:
    assert str(Clause.parse(code)) == code


@pytest.mark.parametrize(
    "code", ["", "P0", "P50", "A11", "p26", "P26.", "P26.0", "P26.3.1", "P026", " P26", "X1", "P26,3"]
)
def test_a_clause_that_the_policy_lacks_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="is no clause"):
        Clause.parse(code)


def test_clauses_sort_as_in_the_document() -> None:
    codes = ["A10", "A2", "P36.10", "P36.2", "P36", "P4"]
    assert [str(c) for c in sorted(map(Clause.parse, codes))] == ["P4", "P36", "P36.2", "P36.10", "A2", "A10"]


def test_a_whole_covers_its_items_and_not_the_reverse() -> None:
    whole, item, other = map(Clause.parse, ("P26", "P26.3", "P27.3"))
    assert whole.covers(item)
    assert whole.covers(whole)
    assert not item.covers(whole)
    assert not whole.covers(other)
    assert item.whole == whole


def test_a_marked_rule_is_evidence_and_stays_itself() -> None:
    def decide(value: int) -> int:
        return value * 2

    marked = enforces("P33", "A8", "P33")(decide)
    assert marked is decide
    assert marked(3) == 6
    assert [str(clause) for clause in enforced_by(marked)] == ["P33", "A8"]
    found = [item for item in evidence() if item.name == decide.__qualname__]
    assert [(item.module, item.clauses) for item in found] == [(__name__, enforced_by(decide))]


def test_a_class_can_be_marked() -> None:
    @enforces("P7")
    class Kind:
        """A kind of violence."""

    assert enforced_by(Kind) == (Clause.parse("P7"),)


def test_an_unmarked_rule_gives_none() -> None:
    assert enforced_by(print) == ()


@pytest.mark.parametrize("codes", [(), ("P26", "P50")])
def test_a_mark_without_a_real_clause_is_refused(codes: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="clause"):
        enforces(*codes)


def test_the_door_is_pure() -> None:
    script = "import platform_core.clauses, sys; print(*sorted(m for m in sys.modules if '.' not in m))"
    loaded = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"flask", "sqlalchemy", "babel", "random", "flask_babel", "marshmallow"} & set(loaded)
