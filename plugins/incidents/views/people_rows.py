"""Rows of people in forms: `people.0.person_id`, `people.0.name`, …, as many as one needs."""

from collections.abc import Mapping, Sequence
from typing import Any

from platform_core.sdk import Form, FormRows, PersonChoice, person_choices
from platform_core.sdk import gettext as _
from plugins.incidents.policy.classification import PartyKind
from plugins.incidents.services.journal import PersonPart

Row = Mapping[str, Any]
PEOPLE = FormRows("people", least=3, most=20, spare=1, more=2)


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
