"""Made-up notes for the demonstration."""

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from platform_core.sdk import BranchInfo, local_day, search_people
from tests.sample_plugin.policy import KINDS
from tests.sample_plugin.services import close_note, write_note

TITLES = ("Спросил о кружке", "Көмектесті", "Сабақта үнсіз отырды")


def seed(branch: BranchInfo, now: datetime, rng: Random) -> None:
    """Write nine notes of every kind; those about praise are closed."""
    if branch.is_central:
        return
    today = local_day(branch, now)
    people = [choice.id for choice in search_people("а", "student", limit=20)]
    for place in range(9):
        kind = KINDS[place % len(KINDS)]
        values = {
            "kind": kind,
            "title": TITLES[place % len(TITLES)],
            "body": f"{TITLES[place % len(TITLES)]}.",
            "noted_on": today - timedelta(days=rng.randrange(30)),
            "topic_id": None,
            "person_id": _one_of(people, rng),
        }
        note = write_note(values)
        if kind == "praise":
            close_note(note.id, answer=None, version=note.version, today=today)


def _one_of(people: list[UUID], rng: Random) -> UUID | None:
    return rng.choice(people) if people else None
