"""Laws of every journal: quarters and year agree, kinds cover the total, the order is no matter (P36)."""

from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.incidents.policy.classification import CountedKind, ParticipantRole, PartyKind, Place
from plugins.incidents.policy.counting import (
    Figure,
    IncidentFact,
    ParticipantFact,
    count_indicators,
)
from plugins.incidents.policy.definitions import DEFINITIONS, Nature, YearRule
from plugins.incidents.policy.figures import year_figure
from plugins.incidents.policy.status import Allegation, Status
from tests.plugins.incidents.policy.spans import QUARTERS, SPAN, YEAR

days = st.dates(YEAR.starts - timedelta(days=40), YEAR.ends + timedelta(days=40))
maybe = st.none() | days
participants = st.builds(
    ParticipantFact,
    person=st.sampled_from("abcde"),
    role=st.sampled_from(ParticipantRole),
    party=st.sampled_from(PartyKind),
    injured=st.booleans(),
    high_risk_from=maybe,
    high_risk_to=maybe,
    juvenile_police_on=maybe,
    juvenile_police_off=maybe,
    expelled_on=maybe,
    transferred_on=maybe,
    long_absent_from=maybe,
    dismissed_on=maybe,
)
journals = st.lists(
    st.builds(
        IncidentFact,
        incident=st.uuids(),
        registered_on=maybe,
        kinds=st.frozensets(st.sampled_from(CountedKind), min_size=1),
        participants=st.lists(participants, max_size=4).map(tuple),
        occurred_on=maybe,
        place=st.none() | st.sampled_from(Place),
        status=st.sampled_from(Status),
        allegation=st.none() | st.sampled_from(Allegation),
        merged_into=st.none() | st.integers(0, 3),
    ),
    max_size=8,
)


@settings(max_examples=60)
@given(journals)
def test_quarters_and_year_agree_as_each_rule_says(journal: list[IncidentFact]) -> None:
    by_quarter = {number: count_indicators(journal, span) for number, span in QUARTERS.items()}
    whole = count_indicators(journal, YEAR)
    for definition in DEFINITIONS:
        code = definition.code
        values = [figures[code].value for figures in by_quarter.values()]
        if definition.year_rule is YearRule.SUM_OF_QUARTERS:
            assert whole[code].value == sum(values)
        elif definition.nature is Nature.STOCK:
            assert whole[code] == by_quarter[4][code]
        else:
            assert max(values) <= whole[code].value <= sum(values)
        quarters = {number: figures[code] for number, figures in by_quarter.items()}
        assert _plain(year_figure(definition, quarters, whole[code])) == _plain(whole[code])


@settings(max_examples=60)
@given(journals)
def test_no_kind_exceeds_the_total_and_kinds_cover_it(journal: list[IncidentFact]) -> None:
    for figure in count_indicators(journal, SPAN).values():
        if figure.by_kind:
            assert max(figure.by_kind.values()) <= figure.value <= sum(figure.by_kind.values())


@settings(max_examples=30)
@given(journals, st.randoms(use_true_random=False))
def test_the_order_of_the_journal_does_not_matter(journal: list[IncidentFact], random: Any) -> None:
    shuffled = journal[:]
    random.shuffle(shuffled)
    first, second = count_indicators(journal, SPAN), count_indicators(shuffled, SPAN)
    assert {c: _plain(f) for c, f in first.items()} == {c: _plain(f) for c, f in second.items()}


def _plain(figure: Figure) -> tuple[int, dict[str, int]]:
    return figure.value, dict(figure.by_kind)
