"""The labelled pairs: how many people are recognised in another spelling, and how many wrongly."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations
from random import Random

import pytest

from plugins.visitors.policy.matching import Comparison, Person, compare_people
from plugins.visitors.policy.names.words import block_keys, pair_keys, read_name
from tests.plugins.visitors.names.made_up import SCRIPTS, make_human, write
from tests.plugins.visitors.names.make_pairs import PAIRS, make_pairs

RECALL, FALSE_HITS = 0.95, 0.01
FALSE_AT_SCALE = 0.0001
VISITORS, ENTRIES = 2_000, 200
KEYS = {"branch": block_keys, "network": pair_keys}


def person(name: str, born: str = "") -> Person:
    return Person((read_name(name),), date.fromisoformat(born) if born else None)


def is_found(one: Person, other: Person, keys: object) -> bool:
    """Tell whether one is shown for the other: looked up by keys first, compared after that."""
    shared = keys(one.names[0]) & keys(other.names[0])  # type: ignore[operator]
    return bool(shared) and compare_people(one, other).is_shown


def rows() -> Iterator[dict[str, str]]:
    with PAIRS.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def test_the_shipped_pairs_are_what_the_rules_write() -> None:
    assert PAIRS.read_text("utf-8") == make_pairs()


def test_there_are_500_pairs_of_all_scripts_and_kinds() -> None:
    listed = list(rows())
    assert len(listed) == 500
    assert sum(row["same"] == "1" for row in listed) == 250
    assert len({(row["one"], row["other"]) for row in listed}) > 480
    crossed = {row["kind"].removesuffix("-mistyped") for row in listed if row["same"] == "1"}
    assert {f"{one}-{other}" for one in SCRIPTS for other in SCRIPTS} <= crossed
    assert len({row["kind"] for row in listed if row["same"] == "0"}) == 7


@pytest.mark.parametrize("register", sorted(KEYS))
def test_people_are_recognised_and_others_are_not(register: str, capsys: pytest.CaptureFixture[str]) -> None:
    recall, false = measure(rows(), KEYS[register])
    with capsys.disabled():
        print(f"\n{register}: recall {recall:.3f}, false hits {false:.3f} of 500 labelled pairs")
    assert recall >= RECALL
    assert false <= FALSE_HITS


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_pairs_that_nobody_has_looked_at_do_as_well(seed: int) -> None:
    listed = list(csv.DictReader(io.StringIO(make_pairs(seed))))
    for keys in KEYS.values():
        recall, false = measure(listed, keys)
        assert recall >= RECALL
        assert false <= FALSE_HITS


def measure(listed: Iterable[dict[str, str]], keys: object) -> tuple[float, float]:
    """Give the share of one person's pairs that are found, and of two people's."""
    found, of = {"0": 0, "1": 0}, {"0": 0, "1": 0}
    for row in listed:
        pair = (person(row["one"], row["one_born"]), person(row["other"], row["other_born"]))
        of[row["same"]] += 1
        found[row["same"]] += is_found(*pair, keys)
    return found["1"] / of["1"], found["0"] / of["0"]


def test_a_whole_town_of_visitors_raises_few_false_alarms(capsys: pytest.CaptureFixture[str]) -> None:
    rng = Random(7)
    listed = [make_human(rng) for _ in range(ENTRIES)]
    entries: dict[str, set[int]] = {}
    people = [person(write(human, rng.choice(SCRIPTS), rng)) for human in listed]
    for place, entry in enumerate(people):
        for key in block_keys(entry.names[0]):
            entries.setdefault(key, set()).add(place)
    false = compared = 0
    for _ in range(VISITORS):
        human = make_human(rng)
        visitor = person(write(human, rng.choice(SCRIPTS), rng))
        near = {place for key in block_keys(visitor.names[0]) for place in entries.get(key, ())}
        others = {place for place in near if (listed[place].family, listed[place].given) != name_of(human)}
        compared += len(near)
        false += sum(compare_people(visitor, people[place]).is_shown for place in others)
    rate = false / (VISITORS * ENTRIES)
    with capsys.disabled():
        asked = f"{VISITORS} visitors, {ENTRIES} entries, {compared} pairs compared"
        print(f"\n{asked}: {false} false hits ({rate:.6f})")
    assert rate <= FALSE_AT_SCALE


def name_of(human: object) -> tuple[str, str]:
    return human.family, human.given  # type: ignore[attr-defined]


def test_a_comparison_reads_the_same_from_both_sides() -> None:
    rng = Random(3)
    people = [person(write(make_human(rng), script, rng)) for script in SCRIPTS for _ in range(15)]
    for one, other in combinations(people, 2):
        assert compare_people(one, other).score == compare_people(other, one).score


def test_everybody_is_like_themselves() -> None:
    rng = Random(5)
    for script in SCRIPTS:
        for _ in range(40):
            somebody = person(write(make_human(rng), script, rng))
            found: Comparison = compare_people(somebody, somebody)
            assert found.is_strong
