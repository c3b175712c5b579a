"""What programs send and are given; the rules are those of the forms, only unknown fields are refused."""

from marshmallow import RAISE, fields, validate

from platform_core.sdk import ApiSchema, InputSchema, PageQuery, page_schema
from plugins.incidents.policy.classification import CountedKind, Kind, Place
from plugins.incidents.policy.reports import Channel, ReportState
from plugins.incidents.policy.risk import Level
from plugins.incidents.policy.status import Status
from plugins.incidents.policy.urgency import Urgency
from plugins.incidents.schemas.figures import NEWEST, OLDEST
from plugins.incidents.schemas.journal import MoveInput, PersonInput, RegisterInput
from plugins.incidents.schemas.reports import StaffReportInput

MOST_PEOPLE = 20
_CODES = fields.List(fields.String(), required=True)


def _one_of(
    codes: type[Kind | Place | Channel | ReportState | Level | Status | Urgency | CountedKind],
) -> fields.String:
    return fields.String(load_default=None, validate=validate.OneOf([code.value for code in codes]))


def _code() -> fields.String:
    return fields.String(required=True)


def _maybe() -> fields.String:
    return fields.String(required=True, allow_none=True)


# --- reports --------------------------------------------------------------------------------------


class ReportBody(StaffReportInput):
    """A concern; `submission` is 64 hexadecimal digits of your own: sent again, it is the same report."""

    class Meta(InputSchema.Meta):
        unknown = RAISE


class ReceivedSchema(ApiSchema):
    """What became of a report that was sent; `told` counts those alerted in the branch."""

    id = fields.UUID(required=True)
    reference = _code()
    is_new = fields.Boolean(required=True)
    told = fields.Integer(required=True)
    escalated = fields.Boolean(required=True)


class ReportsQuery(PageQuery):
    """Which reports: decided or not, how urgent, by which channel."""

    state = _one_of(ReportState)
    urgency = _one_of(Urgency)
    channel = _one_of(Channel)


class ReportRow(ApiSchema):
    """A report in a list: when and how it came, never what it says."""

    id = fields.UUID(required=True)
    reference = _code()
    received_at = fields.AwareDateTime(required=True)
    channel = _code()
    medium = _code()
    urgency = _code()
    state = _code()
    unread = fields.Boolean(required=True)
    escalated = fields.Boolean(required=True)


class ReportSchema(ReportRow):
    """One report with its words; `is_erased` says that they are gone."""

    nature = _code()
    informant_kind = _code()
    language = _code()
    kinds = _CODES
    place = _maybe()
    occurred_on = fields.Date(required=True, allow_none=True)
    narrative = _code()
    when = _code()
    people = _code()
    signs = _CODES
    is_erased = fields.Boolean(required=True)
    incident_id = fields.UUID(required=True, allow_none=True)


ReportPage = page_schema(ReportRow)


# --- the journal ----------------------------------------------------------------------------------


class PersonBody(PersonInput):
    """A person's part: somebody of the branch, or a name that is sealed."""

    class Meta(InputSchema.Meta):
        unknown = RAISE


class RegisterBody(RegisterInput):
    """A report registered as a new incident: what it is, and who was in it."""

    class Meta(InputSchema.Meta):
        unknown = RAISE

    people = fields.List(
        fields.Nested(PersonBody), load_default=list, validate=validate.Length(max=MOST_PEOPLE)
    )


class MoveBody(MoveInput):
    """Where an incident goes next, and why; `version` is that of the incident that was read."""

    class Meta(InputSchema.Meta):
        unknown = RAISE

    version = fields.Integer(required=True, strict=True)


class JournalQuery(PageQuery):
    """Which incidents: by school year, status, level, kind, place and days of registration."""

    year = fields.Integer(load_default=None, validate=validate.Range(OLDEST, NEWEST))
    status = _one_of(Status)
    level = _one_of(Level)
    kind = _one_of(Kind)
    place = _one_of(Place)
    since = fields.Date(load_default=None, metadata={"description": "Registered on this day or later."})
    until = fields.Date(load_default=None, metadata={"description": "Registered on this day or before."})


class IncidentRow(ApiSchema):
    """An incident in a list."""

    id = fields.UUID(required=True)
    number = _code()
    registered_on = fields.Date(required=True)
    occurred_on = fields.Date(required=True, allow_none=True)
    kinds = _CODES
    place = _maybe()
    urgency = _code()
    level = _maybe()
    status = _code()


class PersonSchema(ApiSchema):
    """A person's part in an incident; `name` is null once it was erased."""

    id = fields.UUID(required=True)
    person_id = fields.UUID(required=True, allow_none=True)
    name = _maybe()
    role = _code()
    party = _code()
    injured = fields.Boolean(required=True)


class StepSchema(ApiSchema):
    """Something due after an assessment, with the clause that asks for it."""

    id = fields.UUID(required=True)
    code = _code()
    clause = _code()
    due_on = fields.Date(required=True)
    done_on = fields.Date(required=True, allow_none=True)


class IncidentSchema(IncidentRow):
    """One incident; send `version` back with every change."""

    version = fields.Integer(required=True)
    forms = _CODES
    settings = _CODES
    allegation = _maybe()
    about_staff = fields.Boolean(required=True)
    weapon = fields.Boolean(required=True)
    danger_to_life = fields.Boolean(required=True)
    summary = _maybe()
    people = fields.List(fields.Nested(PersonSchema), required=True)
    steps = fields.List(fields.Nested(StepSchema), required=True)


class MovedSchema(ApiSchema):
    """Where an incident stands now."""

    id = fields.UUID(required=True)
    number = _code()
    status = _code()
    version = fields.Integer(required=True)


JournalPage = page_schema(IncidentRow)


# --- figures --------------------------------------------------------------------------------------


class FiguresBody(ApiSchema):
    """Which figures: a school year by the year it starts in, and one counted kind."""

    year = fields.Integer(load_default=None, validate=validate.Range(OLDEST, NEWEST))
    kind = _one_of(CountedKind)


class FigureSchema(ApiSchema):
    """One of the twelve; a quarter that was not counted is null, never zero."""

    number = fields.Integer(required=True)
    code = _code()
    title = _code()
    unit = _code()
    is_stock = fields.Boolean(required=True)
    quarters = fields.List(fields.Integer(allow_none=True), required=True)
    year = fields.Integer(required=True, allow_none=True)


class QuarterSchema(ApiSchema):
    """How far a quarter may be relied on: `provisional`, `signed` or `corrected`."""

    quarter = fields.Integer(required=True)
    starts = fields.Date(required=True)
    ends = fields.Date(required=True)
    state = _code()
    signed_at = fields.AwareDateTime(required=True, allow_none=True)


class FiguresSchema(ApiSchema):
    """The figures of a branch and school year."""

    school_year = fields.Integer(required=True)
    kind = _maybe()
    figures = fields.List(fields.Nested(FigureSchema), required=True)
    quarters = fields.List(fields.Nested(QuarterSchema), required=True)


# --- the network ----------------------------------------------------------------------------------


class NetworkQuery(JournalQuery):
    """Which incidents of which branch; without `school`, of every branch that reports."""

    school = fields.String(load_default=None, validate=validate.Length(min=1, max=60))


class NetworkIncidentRow(IncidentRow):
    """An incident of some branch: codes, days and a count of people; no name, no words."""

    class Meta(ApiSchema.Meta):
        exclude = ("urgency",)

    school = _code()
    people = fields.Integer(required=True)


class NetworkFiguresSchema(ApiSchema):
    """The network's figures; `silent` names the branches that do not report and are counted nowhere."""

    school_year = fields.Integer(required=True)
    kind = _maybe()
    figures = fields.List(fields.Nested(FigureSchema), required=True)
    silent = _CODES


NetworkPage = page_schema(NetworkIncidentRow)
