"""What the journal is told: classification, people, steps and decisions, by pages and the API alike."""

from marshmallow import ValidationError, fields, validate, validates_schema

from platform_core.sdk import InputSchema, LocalDate, TidyText, gettext
from platform_core.sdk import lazy_gettext as _l
from plugins.incidents.policy.classification import Form, Kind, ParticipantRole, PartyKind, Place, Setting
from plugins.incidents.policy.referral import Body
from plugins.incidents.policy.status import Allegation, Status
from plugins.incidents.policy.urgency import Urgency

_NAME, _TEXT = 200, 5_000


class ClassificationInput(InputSchema):
    """What the journal says of an incident (P7, P34, P36.1)."""

    kinds = fields.List(
        fields.Enum(Kind, by_value=True),
        required=True,
        validate=validate.Length(min=1),
        error_messages={"required": _l("Tick at least one kind of violence.")},
        metadata={"label": _l("Kinds of violence")},
    )
    forms = fields.List(fields.Enum(Form, by_value=True), load_default=list, metadata={"label": _l("Forms")})
    settings = fields.List(
        fields.Enum(Setting, by_value=True), load_default=list, metadata={"label": _l("Setting")}
    )
    place = fields.Enum(Place, by_value=True, load_default=None, metadata={"label": _l("Place")})
    occurred_on = LocalDate(load_default=None, metadata={"label": _l("Day it happened")})
    urgency = fields.Enum(
        Urgency, by_value=True, load_default=Urgency.ROUTINE, metadata={"label": _l("Initial urgency")}
    )
    summary = TidyText(
        load_default="",
        validate=validate.Length(max=_TEXT),
        metadata={"label": _l("What is known, in short")},
    )
    weapon = fields.Boolean(load_default=False, metadata={"label": _l("A weapon was used or shown")})
    danger_to_life = fields.Boolean(
        load_default=False, metadata={"label": _l("There is danger to life or health")}
    )
    guardian_accuses = fields.Boolean(
        load_default=False, metadata={"label": _l("A guardian of the victim makes the accusation")}
    )


class PersonInput(InputSchema):
    """A person's part: somebody of the branch, or a name that is sealed."""

    person_id = fields.UUID(load_default=None, metadata={"label": _l("Person of the branch")})
    name = TidyText(
        load_default="",
        validate=validate.Length(max=_NAME),
        metadata={"label": _l("Name of somebody who is not in the list")},
    )
    role = fields.Enum(ParticipantRole, by_value=True, required=True, metadata={"label": _l("Role")})
    party = fields.Enum(
        PartyKind,
        by_value=True,
        load_default=PartyKind.UNKNOWN,
        metadata={"label": _l("Who they are to the school")},
    )
    injured = fields.Boolean(load_default=False, metadata={"label": _l("Was injured")})

    @validates_schema
    def _ask_who(self, data: dict[str, object], **_options: object) -> None:
        if data["person_id"] is None and not data["name"]:
            raise ValidationError(gettext("Choose a person, or write a name."), "person_id")


class RegisterInput(ClassificationInput):
    """A report registered as a new incident: what it is, and who was in it."""

    people = fields.List(fields.Nested(PersonInput), load_default=list, metadata={"label": _l("People")})


class ClassificationEdit(ClassificationInput):
    """A change of what the journal says; `version` is that of the incident that was read."""

    version = fields.Integer(required=True)


class FlagsInput(InputSchema):
    """What became of a person (P36.5–P36.12); an `off` day is the first on which it ended."""

    version = fields.Integer(required=True)
    injured = fields.Boolean(load_default=False, metadata={"label": _l("Was injured")})
    juvenile_police_on = LocalDate(
        load_default=None, metadata={"label": _l("On the juvenile police register since")}
    )
    juvenile_police_off = LocalDate(load_default=None, metadata={"label": _l("Taken off that register on")})
    expelled_on = LocalDate(
        load_default=None, metadata={"label": _l("Expelled by the pedagogical council on")}
    )
    transferred_on = LocalDate(load_default=None, metadata={"label": _l("Transferred to another school on")})
    long_absent_from = LocalDate(load_default=None, metadata={"label": _l("Long absent since")})
    dismissed_on = LocalDate(load_default=None, metadata={"label": _l("Staff member dismissed on")})

    @validates_schema
    def _order(self, data: dict[str, object], **_options: object) -> None:
        since, until = data["juvenile_police_on"], data["juvenile_police_off"]
        if until is not None and (since is None or until < since):  # type: ignore[operator]
            raise ValidationError(gettext("This day is before the first one."), "juvenile_police_off")


class MoveInput(InputSchema):
    """Where an incident goes next, and why."""

    target = fields.Enum(Status, by_value=True, required=True, metadata={"label": _l("New status")})
    reason = TidyText(load_default="", validate=validate.Length(max=_TEXT), metadata={"label": _l("Reason")})
    positive_change = fields.Boolean(
        load_default=False,
        metadata={"label": _l("Positive change is seen in the student and their surroundings")},
    )


class ReferralInput(InputSchema):
    """A body that was told, or the reason why it need not be."""

    body = fields.Enum(Body, by_value=True, required=True, metadata={"label": _l("Who was told")})
    waived = fields.Boolean(load_default=False, metadata={"label": _l("Not told, for the reason below")})
    note = TidyText(
        load_default="", validate=validate.Length(max=_TEXT), metadata={"label": _l("Note or reason")}
    )

    @validates_schema
    def _ask_reason(self, data: dict[str, object], **_options: object) -> None:
        if data["waived"] and not data["note"]:
            raise ValidationError(gettext("Write why this body need not be told."), "note")


class AllegationInput(InputSchema):
    """What the inquiry found."""

    allegation = fields.Enum(
        Allegation, by_value=True, required=True, metadata={"label": _l("What the inquiry found")}
    )


class AssignInput(InputSchema):
    """Who works on an incident."""

    user_id = fields.UUID(required=True, metadata={"label": _l("Colleague")})


class LinkInput(InputSchema):
    """Which incident a report belongs to, by its journal number."""

    number = TidyText(
        required=True, validate=validate.Length(max=20), metadata={"label": _l("Journal number")}
    )
