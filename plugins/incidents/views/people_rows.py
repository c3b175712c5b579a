"""Rows of people in forms: `people.0.person_id`, `people.0.name`, …, as many as one needs."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from werkzeug.datastructures import MultiDict

from platform_core.sdk import Form, PersonChoice, person_choices
from platform_core.sdk import gettext as _
from plugins.incidents.policy.classification import PartyKind
from plugins.incidents.services.journal import PersonPart

Row = Mapping[str, Any]
LEAST_ROWS, MOST_ROWS = 3, 20
_PART = re.compile(r"people\.(\d{1,3})\.([a-z_]+)")
_UUID = re.compile(r"[0-9a-fA-F-]{36}")


def close_up(typed: MultiDict[str, str]) -> MultiDict[str, str]:
    """Renumber the rows without the empty ones, so that a refusal names the row that is shown."""
    rows: dict[int, dict[str, list[str]]] = {}
    kept: MultiDict[str, str] = MultiDict()
    for name, answers in typed.lists():
        part = _PART.fullmatch(name)
        if part is None:
            kept.setlist(name, answers)
        elif any(answer.strip() for answer in answers):
            rows.setdefault(int(part[1]), {})[part[2]] = answers
    for new, old in enumerate(sorted(rows)):
        for field, answers in rows[old].items():
            kept.setlist(f"people.{new}.{field}", answers)
    return kept


def row_count(form: Form, *, more: bool = False) -> int:
    """Say how many rows to draw: at least three, one more than are filled, two more when asked for."""
    used = [int(part[1]) for name in form.values if (part := _PART.fullmatch(name))]
    filled = max(used, default=-1) + 1
    return min(max(LEAST_ROWS, filled + (2 if more else 1)), MOST_ROWS)


def chosen_people(form: Form) -> dict[str, PersonChoice]:
    """Describe the people chosen in a form, by the text of their id, in one query."""
    typed = [form.value(name) for name in form.values if name.endswith("person_id")]
    ids = [UUID(text) for text in typed if _UUID.fullmatch(text)]
    return {str(one.id): one for one in person_choices(ids).values()}


def parts_of(
    form: Form, rows: Sequence[Mapping[str, Any]], *, prefix: str = "people.{}."
) -> list[PersonPart]:
    """Turn rows into parts; refuse in the form whoever is not of this branch.

    Who somebody is to the school follows from the register where the form does not say.
    """
    known = person_choices(row["person_id"] for row in rows if row["person_id"])
    for index, row in enumerate(rows):
        if row["person_id"] and row["person_id"] not in known:
            form.refuse(prefix.format(index) + "person_id", _("Choose a person of this branch."))
    if not form.is_valid:
        return []
    return [_part(row, known.get(row["person_id"])) for row in rows]


def _part(row: Row, choice: PersonChoice | None) -> PersonPart:
    party = row["party"]
    if party is PartyKind.UNKNOWN and choice is not None:
        party = PartyKind(choice.kind)
    return PersonPart(row["role"], party, row["person_id"], row["name"], row["injured"])
