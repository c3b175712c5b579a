"""The public form as a walk from question to question; its answers travel in the form itself (P27)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from secrets import token_hex
from typing import Any

from platform_core.sdk import Form
from platform_core.sdk import lazy_gettext as _l
from plugins.incidents.policy.urgency import Urgency, UrgencySign, suggest_urgency
from plugins.incidents.schemas.reports import NAMED, TOKEN_LENGTH, YES

SUBMISSION, FILES = "submission", "files"


class Screen(StrEnum):
    """Name the screens in their order; a helping hand and some questions come only when needed."""

    DANGER = "danger"
    HELP = "help"
    WHO = "who"
    STORY = "story"
    KINDS = "kinds"
    PLACE = "place"
    WHEN = "when"
    PEOPLE = "people"
    SIGNS = "signs"
    HELP_AGAIN = "help_again"
    READERS = "readers"
    NAMING = "naming"
    CONTACT = "contact"
    CHECK = "check"
    FILES = "files"


FIELDS: Mapping[Screen, tuple[str, ...]] = {
    Screen.DANGER: ("danger",),
    Screen.WHO: ("informant_kind",),
    Screen.STORY: ("narrative",),
    Screen.KINDS: ("kinds",),
    Screen.PLACE: ("place",),
    Screen.WHEN: ("nature", "when_words"),
    Screen.PEOPLE: ("people_words",),
    Screen.SIGNS: ("signs",),
    Screen.READERS: ("not_for",),
    Screen.NAMING: ("naming",),
    Screen.CONTACT: ("informant_name", "informant_contact"),
    Screen.FILES: (FILES,),
}
ANSWERS = tuple(name for screen, names in FIELDS.items() if screen is not Screen.FILES for name in names)
"""Every field whose answer travels from screen to screen; files cannot, so they are asked for last."""

NO_QUESTION = (Screen.HELP, Screen.HELP_AGAIN, Screen.CHECK, Screen.FILES)
_ON_DEMAND = (Screen.HELP, Screen.HELP_AGAIN, Screen.READERS, Screen.CONTACT)


@dataclass(frozen=True, slots=True)
class Question:
    """The words of a screen."""

    title: Any
    hint: Any = ""


QUESTIONS: Mapping[Screen, Question] = {
    Screen.DANGER: Question(_l("Is somebody in danger right now?")),
    Screen.HELP: Question(_l("Get help right now")),
    Screen.HELP_AGAIN: Question(_l("Get help right now")),
    Screen.WHO: Question(_l("Who are you?"), _l("No name is needed. This only tells us how to talk to you.")),
    Screen.STORY: Question(
        _l("What happened?"),
        _l("Write it in your own words. One sentence is enough. Mistakes do not matter."),
    ),
    Screen.KINDS: Question(_l("What is it about?"), _l("Tick all that fits, or go on if nothing does.")),
    Screen.PLACE: Question(_l("Where does it happen?"), _l("Go on if you do not know.")),
    Screen.WHEN: Question(_l("Has it happened?")),
    Screen.PEOPLE: Question(
        _l("Who is it about?"),
        _l("Who is hurt, and who does it? Names, classes, or how they look. You may leave it empty."),
    ),
    Screen.SIGNS: Question(_l("Is any of this so?"), _l("Tick all that is so, or go on if nothing is.")),
    Screen.READERS: Question(
        _l("Is it about one of these people?"),
        _l("They read the messages of your school. Whoever you tick will not see yours."),
    ),
    Screen.NAMING: Question(
        _l("Do you want to say your name?"),
        _l("You do not have to. We take every message just as seriously. You get a code to read our answer."),
    ),
    Screen.CONTACT: Question(
        _l("How can we reach you?"),
        _l("Only two leaders of the school can open this, and each time is written down."),
    ),
    Screen.CHECK: Question(_l("Check your answers")),
    Screen.FILES: Question(
        _l("Photos, screenshots or a recording"),
        _l("Add what you have, or send your message without it. You can add more later with your code."),
    ),
}


def new_token() -> str:
    """Make the secret of one form."""
    return token_hex(TOKEN_LENGTH // 2)


def path_of(form: Form) -> tuple[Screen, ...]:
    """List the screens that these answers lead through."""
    ticked = _signs(form)
    is_danger = form.value("danger") == YES
    left_out = {
        Screen.HELP: not is_danger,
        Screen.HELP_AGAIN: is_danger or suggest_urgency(ticked).level is not Urgency.IMMEDIATE,
        Screen.READERS: UrgencySign.ACCUSED_IS_STAFF not in ticked,
        Screen.CONTACT: form.value("naming") != NAMED,
    }
    return tuple(screen for screen in Screen if not left_out.get(screen, False))


def place_in(form: Form, screen: Screen) -> tuple[int, int] | None:
    """Say which question of how many a screen is; None for a screen that asks nothing."""
    questions = [one for one in path_of(form) if one not in NO_QUESTION]
    return (questions.index(screen) + 1, len(questions)) if screen in questions else None


def previous_screen(form: Form, screen: Screen) -> Screen | None:
    """Return the screen before; None for the first."""
    earlier = [one for one in Screen if one in path_of(form) and _order(one) < _order(screen)]
    return earlier[-1] if earlier else None


def next_screen(form: Form, screen: Screen, *, checking: bool) -> Screen:
    """Return the screen after an answered one; who changes an answer returns to the check at once.

    A changed answer may still lead through a screen of its own: help, or the question it opens.
    """
    later = [one for one in path_of(form) if _order(one) > _order(screen)]
    if not later:
        return Screen.CHECK
    return Screen.CHECK if checking and later[0] not in _ON_DEMAND else later[0]


def first_fault(form: Form) -> Screen | None:
    """Return the first screen whose answer is wrong, if any is."""
    wrong = {_field_of(name) for name in form.errors}
    return next((screen for screen in path_of(form) if wrong & set(FIELDS.get(screen, ()))), None)


def keep_faults(form: Form, screen: Screen | None) -> None:
    """Forget what is wrong on other screens: they were not answered yet, or come later again."""
    asked = FIELDS.get(screen, ()) if screen else ()
    form.errors = {
        _field_of(name): reasons for name, reasons in form.errors.items() if _field_of(name) in asked
    }


def read_screen(code: str | None) -> Screen | None:
    """Read the code of a screen; None for anything else."""
    return Screen(code) if code in set(Screen) else None


def _signs(form: Form) -> list[UrgencySign]:
    return [sign for sign in UrgencySign if sign.value in form.values_of("signs")]


def _field_of(name: str) -> str:
    """Name the question of an error: that of one choice among several belongs to them all."""
    return name.partition(".")[0]


def _order(screen: Screen) -> int:
    return list(Screen).index(screen)
