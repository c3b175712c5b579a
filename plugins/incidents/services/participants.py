"""Keep what became of the people of an incident (P36.5–P36.12)."""

from collections.abc import Mapping
from typing import Any

from platform_core.sdk import InvalidInput, gettext, record
from plugins.incidents.models import Incident, Participant
from plugins.incidents.policy.classification import PartyKind

CHANGEABLE = (
    "injured",
    "juvenile_police_on",
    "juvenile_police_off",
    "expelled_on",
    "transferred_on",
    "long_absent_from",
    "dismissed_on",
)
_OF_STUDENTS = ("juvenile_police_on", "expelled_on", "transferred_on", "long_absent_from")


def change_flags(incident: Incident, participant: Participant, values: Mapping[str, Any]) -> list[str]:
    """Write what became of a person; return the names of what changed.

    Raises `InvalidInput` for a fact that cannot be true of this kind of person: only staff are
    dismissed, only students expelled (P36.7–P36.12).
    """
    _refuse_impossible(participant, values)
    changed = [name for name in CHANGEABLE if getattr(participant, name) != values[name]]
    for name in changed:
        setattr(participant, name, values[name])
    if changed:
        record(
            "incidents.participant_changed",
            target=("incidents_incident", incident.id),
            data={"participant": str(participant.id), "fields": changed},
            subject_id=participant.person_id,
        )
    return changed


def differences(participant: Participant, values: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    """List `(field, now, wanted)` where a form and the record disagree: what a second writer is told."""
    return [
        (name, getattr(participant, name), values[name])
        for name in CHANGEABLE
        if getattr(participant, name) != values[name]
    ]


def _refuse_impossible(participant: Participant, values: Mapping[str, Any]) -> None:
    errors: dict[str, list[str]] = {}
    if values["dismissed_on"] and participant.party != PartyKind.STAFF:
        errors["dismissed_on"] = [gettext("Only a member of staff can be dismissed.")]
    for name in _OF_STUDENTS:
        if values[name] and participant.party != PartyKind.STUDENT:
            errors[name] = [gettext("This is kept of students only.")]
    if errors:
        raise InvalidInput(errors)
