"""Generated people on the network's watch-list, and in each branch a guest who may be one of them.

None of them is real: a family name, a given name and a father's name are drawn, each as it is written in
Kazakh, in Russian and in Latin letters. The register has one spelling, the branch meets another.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy import select

from platform_core.sdk import BranchInfo, current_actor, db, local_day, register_lookup, write_here
from plugins.visitors.models import NetworkWatch
from plugins.visitors.policy.vocabulary import Purpose
from plugins.visitors.policy.watchlist import WatchReason, WatchState
from plugins.visitors.services.expected import Expectation, expect_visit
from plugins.visitors.services.visitors import VisitorDetails, register_visitor
from plugins.visitors.services.watchlist import EntryDetails
from plugins.visitors.services.watchlist_duties import settle_reviews
from plugins.visitors.services.watchlist_network import (
    add_to_network,
    answer_screening,
    new_reference,
    review_states,
)
from plugins.visitors.services.watchlist_screening import Hit, NetworkQuestion, screen_visitor

_FAMILIES = (
    ("Бекмұратов", "Бекмуратов", "Bekmuratov"),
    ("Шоқанов", "Шоканов", "Shokanov"),
    ("Ордабаев", "Ордабаев", "Ordabayev"),
    ("Түгелбаев", "Тугельбаев", "Tugelbaev"),
    ("Гордеев", "Гордеев", "Gordeev"),
    ("Өмірзақов", "Омирзаков", "Omirzakov"),
)
_GIVEN = (
    ("Данияр", "Данияр", "Daniyar"),
    ("Мұхит", "Мухит", "Mukhit"),
    ("Қуаныш", "Куаныш", "Kuanysh"),
    ("Әділет", "Адилет", "Adilet"),
    ("Тимур", "Тимур", "Timur"),
    ("Нұрсұлтан", "Нурсултан", "Nursultan"),
)
_FATHERS = (
    ("Асқарұлы", "Аскарович", "Askaruly"),
    ("Серікұлы", "Серикович", "Serikuly"),
    ("Қайратұлы", "Кайратович", "Kairatuly"),
)
_REVIEWS = (9, 24, -4, 75, 140, 300)
"""In how many days each is looked at again: one soon, one within the month, one late, and later ones."""
_REASONS = (
    WatchReason.COURT_ORDER, WatchReason.VIOLENCE, WatchReason.PARENTAL_RIGHTS,
    WatchReason.HARASSMENT, WatchReason.DECEPTION, WatchReason.THREAT,
)  # fmt: skip
_NOTE = "Көрсетілім үшін ойдан шығарылған жазба."
_KAZAKH, _RUSSIAN, _LATIN = range(3)


@dataclass(frozen=True, slots=True)
class Invented:
    """Somebody who does not exist: each part of the name in three spellings, and a birth date."""

    family: tuple[str, str, str]
    given: tuple[str, str, str]
    father: tuple[str, str, str]
    born: date

    def written(self, spelling: int) -> str:
        """Write the whole name in one of the three spellings."""
        return " ".join((self.family[spelling], self.given[spelling], self.father[spelling]))


def watched_people() -> list[Invented]:
    """Draw the people of the network's list: the same at every start, for the centre and every branch."""
    rng = Random("visitors.network")
    families, given = rng.sample(_FAMILIES, len(_FAMILIES)), rng.sample(_GIVEN, len(_GIVEN))
    return [
        Invented(family, name, rng.choice(_FATHERS), date(rng.randint(1968, 1994), rng.randint(1, 12), 17))
        for family, name in zip(families, given, strict=True)
    ]


def seed_register(centre: BranchInfo, now: datetime, rng: Random) -> None:
    """Fill the network's register once, and say what the centre owes for it."""
    today = local_day(centre, now)
    with register_lookup(reason="visitors.demo", actor=current_actor(), write=True):
        if db.session.scalar(select(NetworkWatch.id).limit(1)) is None:
            _watch_for(watched_people(), today, rng)
            db.session.commit()
        states = review_states(today=today)
    with write_here():
        settle_reviews(states, today=today)
        db.session.commit()


def seed_suspect(branch: BranchInfo, now: datetime, rng: Random) -> None:
    """Expect a guest who may be somebody on the network's list; the match waits for a person."""
    somebody, spelling = rng.choice(watched_people()), rng.choice((_RUSSIAN, _LATIN))
    guest = register_visitor(
        VisitorDetails(family_name=somebody.family[spelling], given_name=somebody.given[spelling])
    )
    starts = now + timedelta(minutes=rng.randint(20, 90))
    expected = Expectation(starts, starts + timedelta(minutes=45), Purpose.MEETING_CURATOR)
    visit = expect_visit(guest, expected)
    today = local_day(branch, now)

    def ask(question: NetworkQuestion) -> Sequence[Hit]:
        with register_lookup(reason="visitors.screening", actor=current_actor()):
            return answer_screening(question, today=today)

    screen_visitor(guest, ask=ask, visit_id=visit.id)


def _watch_for(people: Sequence[Invented], today: date, rng: Random) -> None:
    """Put everybody on the list, in one spelling or two; all but the last were confirmed."""
    for place, (somebody, reason, ahead) in enumerate(zip(people, _REASONS, _REVIEWS, strict=True)):
        spellings = (_KAZAKH, _LATIN) if place % 2 else (_KAZAKH,)
        details = EntryDetails(
            tuple(somebody.written(spelling) for spelling in spellings),
            reason.value,
            review_on=today + timedelta(days=ahead),
            birth_date=somebody.born,
            note=_NOTE,
        )
        reference = new_reference(rng.randbytes(16))
        row = add_to_network(details, number=None, reference=reference, today=today)
        if place < len(people) - 1:
            row.state, row.confirm_by = WatchState.ACTIVE.value, None
            row.added_on = today - timedelta(days=rng.randint(20, 200))
    db.session.flush()
