"""Say what a report minimally needs, by every channel (P27, P28, P30)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from platform_core.clauses import enforces
from plugins.incidents.policy.decisions import Fault, Reason

MAX_NARRATIVE = 20_000
"""The longest narrative in characters: about ten pages."""


class Channel(StrEnum):
    """Name the ways by which reports come (P28), in its order."""

    HOTLINE = "hotline"
    STUDENT_SELF = "student_self"
    STUDENT_OTHER = "student_other"
    STAFF = "staff"
    GUARDIAN_OR_OTHER = "guardian_or_other"


class Medium(StrEnum):
    """Name the means by which a report was passed on (P30.2)."""

    PUBLIC_PAGE = "public_page"
    WORK_PAGE = "work_page"
    IN_PERSON = "in_person"
    ORAL = "oral"
    WRITTEN = "written"
    PHONE = "phone"
    EMAIL = "email"
    SOCIAL_NETWORK = "social_network"
    MESSENGER = "messenger"
    OTHER = "other"


OPERATOR_MEDIA = frozenset(set(Medium) - {Medium.PUBLIC_PAGE, Medium.WORK_PAGE})
"""The means that somebody else must write down for the informant."""


class Nature(StrEnum):
    """Name how certain the report is (P27)."""

    SUSPICION = "suspicion"
    PLANNED = "planned"
    HAPPENED = "happened"


class InformantKind(StrEnum):
    """Name who reports (P27); the person is kept apart from the incident (P30.3)."""

    VICTIM = "victim"
    STUDENT = "student"
    STAFF = "staff"
    GUARDIAN = "guardian"
    OTHER = "other"
    UNKNOWN = "unknown"


class ReportState(StrEnum):
    """Name what was decided on a report: nothing yet, an incident of the journal, or none."""

    RECEIVED = "received"
    LINKED = "linked"
    SET_ASIDE = "set_aside"


class ReportForm(StrEnum):
    """Name the form on which a report was written."""

    PUBLIC = "public"
    STAFF = "staff"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class ReportDraft:
    """Hold what the rules ask of a report; dates are the branch's, `today` too."""

    form: ReportForm
    narrative: str
    today: date
    medium: Medium | None = None
    nature: Nature = Nature.HAPPENED
    informant_named: bool = False
    occurred_on: date | None = None
    received_on: date | None = None


@enforces("P28", "P30.1")
def channel_of(informant: InformantKind, *, by_hotline: bool = False) -> Channel:
    """Give P28's channel for an informant; the hotline is one whoever calls."""
    if by_hotline:
        return Channel.HOTLINE
    return {
        InformantKind.VICTIM: Channel.STUDENT_SELF,
        InformantKind.STUDENT: Channel.STUDENT_OTHER,
        InformantKind.STAFF: Channel.STAFF,
    }.get(informant, Channel.GUARDIAN_OR_OTHER)


@enforces("P27", "P28", "P30.2")
def report_faults(draft: ReportDraft) -> tuple[Fault, ...]:
    """Find what keeps a report from being taken; nothing here is asked of a child but words.

    The public form needs a narrative alone. The staff form is written by a known person. The
    operator names the means by which the words came.
    """
    return (*_narrative_faults(draft), *_sender_faults(draft), *_date_faults(draft))


def _narrative_faults(draft: ReportDraft) -> tuple[Fault, ...]:
    if not draft.narrative.strip():
        return (Fault("narrative", Reason.NARRATIVE_MISSING, "P27"),)
    if len(draft.narrative) > MAX_NARRATIVE:
        return (Fault("narrative", Reason.NARRATIVE_TOO_LONG, "P27"),)
    return ()


def _sender_faults(draft: ReportDraft) -> tuple[Fault, ...]:
    faults = []
    if draft.form is ReportForm.STAFF and not draft.informant_named:
        faults.append(Fault("informant", Reason.INFORMANT_NAME_MISSING, "P28.4"))
    if draft.form is ReportForm.OPERATOR and draft.medium not in OPERATOR_MEDIA:
        faults.append(Fault("medium", Reason.MEDIUM_MISSING, "P30.2"))
    return tuple(faults)


def _date_faults(draft: ReportDraft) -> tuple[Fault, ...]:
    faults = []
    happened, received = draft.occurred_on, draft.received_on
    if happened is not None and happened > draft.today and draft.nature is not Nature.PLANNED:
        faults.append(Fault("occurred_on", Reason.DATE_IN_FUTURE, "P27"))
    if received is not None and received > draft.today:
        faults.append(Fault("received_on", Reason.DATE_IN_FUTURE, "P30.2"))
    is_planned = draft.nature is Nature.PLANNED
    if happened is not None and received is not None and received < happened and not is_planned:
        faults.append(Fault("received_on", Reason.RECEIVED_BEFORE_EVENT, "P27"))
    return tuple(faults)
