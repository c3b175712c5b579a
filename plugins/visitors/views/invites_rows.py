"""Rows of people in the invitation's form, and what was typed as the service takes it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from platform_core.sdk import FormRows
from plugins.visitors.policy.pasting import read_pasted
from plugins.visitors.services.invites import InviteInput
from plugins.visitors.services.visitors import VisitorDetails

GUESTS = FormRows("guests", preset=frozenset({"visitor_type", "language"}))


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
