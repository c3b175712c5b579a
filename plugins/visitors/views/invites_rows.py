"""Rows of people in the invitation's form, and what was typed as the service takes it."""

import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from werkzeug.datastructures import MultiDict

from platform_core.sdk import Form, PersonChoice, person_choices
from plugins.visitors.policy.pasting import read_pasted
from plugins.visitors.services.invites import InviteInput
from plugins.visitors.services.visitors import VisitorDetails

MOST_ROWS = 40
_PART = re.compile(r"guests\.(\d{1,3})\.([a-z_]+)")
_UUID = re.compile(r"[0-9a-fA-F-]{36}")
_SETTINGS = frozenset({"visitor_type", "language"})
"""Answers that a row has before anybody has typed in it."""


def close_up(typed: MultiDict[str, str]) -> MultiDict[str, str]:
    """Renumber the rows without the empty ones, so that a refusal names the row that is shown."""
    rows: dict[int, dict[str, list[str]]] = {}
    kept: MultiDict[str, str] = MultiDict()
    for name, answers in typed.lists():
        part = _PART.fullmatch(name)
        if part is None:
            kept.setlist(name, answers)
        else:
            rows.setdefault(int(part[1]), {})[part[2]] = answers
    filled = [row for _place, row in sorted(rows.items()) if _is_filled(row)]
    for place, row in enumerate(filled):
        for field, answers in row.items():
            kept.setlist(f"guests.{place}.{field}", answers)
    return kept


def _is_filled(row: Mapping[str, Iterable[str]]) -> bool:
    return any(
        answer.strip() for field, answers in row.items() if field not in _SETTINGS for answer in answers
    )


def row_count(form: Form, *, more: bool = False, least: int = 1) -> int:
    """Say how many rows to draw: those that are filled, and three more when asked for."""
    used = [int(part[1]) for name in form.values if (part := _PART.fullmatch(name))]
    filled = max(used, default=-1) + 1
    return min(max(least, filled + (3 if more else 0)), MOST_ROWS)


def chosen_people(form: Form) -> dict[str, PersonChoice]:
    """Describe the people of the register chosen in a form, by the text of their id, in one query."""
    typed = [form.value(name) for name in form.values if name.endswith("person_id")]
    ids = [UUID(text) for text in typed if _UUID.fullmatch(text)]
    return {str(one.id): one for one in person_choices(ids).values()}


def invite_input(data: Mapping[str, Any]) -> InviteInput:
    """Turn a form's or a program's answers into what the service takes; pasted people come last."""
    pasted = [
        VisitorDetails(
            one.family_name,
            one.given_name,
            one.patronymic or None,
            email=one.email or None,
            phone=one.phone or None,
        )
        for one in read_pasted(data.get("pasted", ""))
    ]
    return InviteInput(
        kind=data["kind"],
        purpose=data["purpose"],
        starts_at=data["starts_at"],
        ends_at=data["starts_at"] + timedelta(minutes=data["minutes"]),
        place=data["place"],
        guests=(*(VisitorDetails(**row) for row in data["guests"]), *pasted),
        weekdays=tuple(data["weekdays"]),
        until=data["until"],
        purpose_note=data["purpose_note"],
        host_user_id=data["host_user_id"],
        keep=tuple(data.get("keep", ())),
    )
