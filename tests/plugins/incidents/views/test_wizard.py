"""The walk from question to question, for whatever was answered."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from platform_core.web.forms import Form
from plugins.incidents.policy.urgency import UrgencySign
from plugins.incidents.views import wizard
from plugins.incidents.views.wizard import Screen

answers = st.builds(
    lambda danger, signs, naming: Form(values={"danger": danger, "signs": signs, "naming": naming}),
    st.lists(st.sampled_from(["yes", "no", "unsure", "?"]), max_size=1),
    st.lists(st.sampled_from([*(sign.value for sign in UrgencySign), "?"]), unique=True, max_size=4),
    st.lists(st.sampled_from(["anonymous", "named", "?"]), max_size=1),
)
unhurried = settings(deadline=None)


@unhurried
@given(answers)
def test_going_on_leads_through_every_screen_of_the_path_once(form) -> None:
    walked = [Screen.DANGER]
    while walked[-1] is not Screen.FILES:
        walked.append(wizard.next_screen(form, walked[-1], checking=False))
    assert tuple(walked) == wizard.path_of(form)
    assert wizard.next_screen(form, Screen.FILES, checking=False) is Screen.CHECK


@unhurried
@given(answers)
def test_going_back_is_going_on_the_other_way(form) -> None:
    path = wizard.path_of(form)
    for before, after in pairwise(path):
        assert wizard.previous_screen(form, after) is before
    assert wizard.previous_screen(form, Screen.DANGER) is None


@unhurried
@given(answers, st.sampled_from(list(Screen)))
def test_a_screen_that_the_answers_no_longer_lead_to_still_has_a_way_on_and_back(form, screen) -> None:
    path = wizard.path_of(form)
    assert wizard.next_screen(form, screen, checking=False) in path
    assert wizard.previous_screen(form, screen) in (*path, None)


@unhurried
@given(answers, st.sampled_from(list(wizard.FIELDS)))
def test_who_changes_an_answer_is_back_at_the_check_in_two_steps_at_most_past_open_questions(
    form, screen
) -> None:
    shown = wizard.next_screen(form, screen, checking=True)
    on_demand = {Screen.HELP, Screen.HELP_AGAIN, Screen.READERS, Screen.CONTACT}
    for _ in range(len(on_demand)):
        if shown is Screen.CHECK:
            return
        assert shown in on_demand
        shown = wizard.next_screen(form, shown, checking=True)
    assert shown is Screen.CHECK


@unhurried
@given(answers)
def test_questions_are_counted_without_gaps(form) -> None:
    places = [place for screen in wizard.path_of(form) if (place := wizard.place_in(form, screen))]
    assert [number for number, _total in places] == list(range(1, len(places) + 1))
    assert {total for _number, total in places} == {len(places)}


def test_whatever_is_immediate_shows_whom_to_call() -> None:
    for sign in UrgencySign:
        form = Form(values={"signs": [sign.value]})
        is_immediate = sign.value in {"danger_now", "weapon", "self_harm", "medical_help"}
        assert (Screen.HELP_AGAIN in wizard.path_of(form)) is is_immediate


def test_tokens_are_long_and_never_the_same() -> None:
    tokens = {wizard.new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert {len(token) for token in tokens} == {64}
