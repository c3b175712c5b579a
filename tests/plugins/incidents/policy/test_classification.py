"""Seven kinds, their forms, and how they are counted (P7, P36.1, A1)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.incidents.policy.classification import (
    COUNTED_BY_FORM,
    COUNTED_BY_KIND,
    CountedKind,
    Form,
    Kind,
    classification_faults,
    counted_kinds,
    forms_of,
    reference_kind,
)
from plugins.incidents.policy.decisions import Reason

kinds = st.frozensets(st.sampled_from(Kind))
forms = st.frozensets(st.sampled_from(Form))


def test_every_form_belongs_to_the_kind_its_code_begins_with() -> None:
    assert {kind: len(forms_of(kind)) for kind in Kind} == {
        Kind.PHYSICAL: 5,
        Kind.PSYCHOLOGICAL: 12,
        Kind.SEXUAL: 9,
        Kind.NEGLECT: 8,
        Kind.EXPLOITATION: 2,
        Kind.BULLYING: 5,
        Kind.CYBERBULLYING: 7,
    }


@pytest.mark.parametrize(
    ("chosen", "marked", "expected"),
    [
        ({Kind.PHYSICAL}, (), {CountedKind.PHYSICAL}),
        ({Kind.NEGLECT}, (), {CountedKind.OTHER}),
        ({Kind.EXPLOITATION}, (), {CountedKind.PRESSURE}),
        ({Kind.BULLYING}, (), {CountedKind.PSYCHOLOGICAL}),
        ({Kind.BULLYING}, (Form.BULLYING_BEATING,), {CountedKind.PHYSICAL}),
        (
            {Kind.BULLYING},
            (Form.BULLYING_INSULTS, Form.BULLYING_THREATS),
            {CountedKind.INSULT, CountedKind.INTIMIDATION},
        ),
        ({Kind.PSYCHOLOGICAL}, (Form.PSYCHOLOGICAL_MOCKERY,), {CountedKind.INSULT}),
        (
            {Kind.PSYCHOLOGICAL},
            (Form.PSYCHOLOGICAL_MOCKERY, Form.PSYCHOLOGICAL_ISOLATION),
            {CountedKind.INSULT, CountedKind.PSYCHOLOGICAL},
        ),
        ({Kind.CYBERBULLYING}, (Form.CYBERBULLYING_SEXTING,), {CountedKind.RISKY_ONLINE, CountedKind.SEXUAL}),
        ({Kind.CYBERBULLYING}, (Form.CYBERBULLYING_PHISHING,), {CountedKind.RISKY_ONLINE}),
        ({Kind.PHYSICAL, Kind.SEXUAL}, (), {CountedKind.PHYSICAL, CountedKind.SEXUAL}),
        ({Kind.PHYSICAL}, (Form.BULLYING_THREATS,), {CountedKind.PHYSICAL}),
    ],
)
def test_kinds_count_by_their_forms_and_else_by_themselves(
    chosen: frozenset[Kind], marked: tuple[Form, ...] | frozenset[Form], expected: set[CountedKind]
) -> None:
    assert counted_kinds(chosen, marked) == expected


@given(kinds, forms)
def test_whatever_is_classified_is_counted_somewhere(
    chosen: frozenset[Kind], marked: tuple[Form, ...] | frozenset[Form]
) -> None:
    assert bool(counted_kinds(chosen, marked)) is bool(chosen)


@given(kinds, kinds, forms)
def test_marking_one_more_kind_takes_nothing_away(
    chosen: frozenset[Kind], more: frozenset[Kind], marked: tuple[Form, ...] | frozenset[Form]
) -> None:
    assert counted_kinds(chosen, marked) <= counted_kinds(chosen | more, marked)


@given(forms)
def test_cyberbullying_is_always_risky_online(marked: tuple[Form, ...] | frozenset[Form]) -> None:
    assert CountedKind.RISKY_ONLINE in counted_kinds({Kind.CYBERBULLYING}, marked)


def test_the_maps_are_whole_and_name_each_of_the_seven() -> None:
    assert set(COUNTED_BY_KIND) == set(Kind)
    named = {*COUNTED_BY_KIND.values(), *(kind for counted in COUNTED_BY_FORM.values() for kind in counted)}
    assert named == set(CountedKind)


def test_a_classification_needs_a_kind_and_forms_of_its_kinds() -> None:
    assert classification_faults({Kind.SEXUAL}, (Form.SEXUAL_ONLINE,)) == ()
    assert [fault.reason_code for fault in classification_faults((), ())] == [Reason.NOT_CLASSIFIED]
    faults = classification_faults({Kind.SEXUAL}, (Form.BULLYING_BEATING,))
    assert [(fault.field, fault.reason_code) for fault in faults] == [("forms", Reason.FORM_OF_OTHER_KIND)]


def test_bullying_is_looked_up_with_psychological_violence() -> None:
    assert reference_kind(Kind.BULLYING) is Kind.PSYCHOLOGICAL
    assert all(reference_kind(kind) is kind for kind in Kind if kind is not Kind.BULLYING)
