"""Say yes or no with a reason code and the clause behind it."""

from enum import StrEnum
from typing import TypeAlias

from platform_core import clauses


class Reason(StrEnum):
    """Name why something is allowed, refused or faulty; texts are in the group ``reason``."""

    ALLOWED = "allowed"
    PERMISSION_MISSING = "permission_missing"
    RECUSED = "recused"
    NOT_ASSIGNED = "not_assigned"
    NOT_ABOUT_STAFF = "not_about_staff"
    PURPOSE_MISSING = "purpose_missing"
    WARNING_MISSING = "warning_missing"
    SHARING_RESERVED = "sharing_reserved"
    TRANSITION_UNKNOWN = "transition_unknown"
    NOT_CLASSIFIED = "not_classified"
    RISK_NOT_SETTLED = "risk_not_settled"
    SUPPORT_NOT_STARTED = "support_not_started"
    ACTION_STILL_DUE = "action_still_due"
    ALLEGATION_OPEN = "allegation_open"
    ALLEGATION_NOT_CLEARED = "allegation_not_cleared"
    REFERRALS_OUTSTANDING = "referrals_outstanding"
    CHANGE_NOT_SEEN = "change_not_seen"
    REASON_MISSING = "reason_missing"
    LEVEL_AGREED = "level_agreed"
    LEVEL_CONFIRMED = "level_confirmed"
    SECOND_PERSON_MISSING = "second_person_missing"
    SECOND_PERSON_SAME = "second_person_same"
    GATE_OPEN = "gate_open"
    LEVEL_TOO_HIGH = "level_too_high"
    FACTOR_UNANSWERED = "factor_unanswered"
    SUPPORTING_FACT_MISSING = "supporting_fact_missing"
    NARRATIVE_MISSING = "narrative_missing"
    NARRATIVE_TOO_LONG = "narrative_too_long"
    INFORMANT_NAME_MISSING = "informant_name_missing"
    MEDIUM_MISSING = "medium_missing"
    DATE_IN_FUTURE = "date_in_future"
    RECEIVED_BEFORE_EVENT = "received_before_event"
    RECEIPT_MALFORMED = "receipt_malformed"
    FORM_OF_OTHER_KIND = "form_of_other_kind"
    QUARTER_NOT_OVER = "quarter_not_over"
    FIGURES_STALE = "figures_stale"
    ALREADY_SIGNED = "already_signed"


Decision: TypeAlias = clauses.Decision[Reason]
"""One answer of this module's policy."""

Fault: TypeAlias = clauses.Fault[Reason]
"""One thing wrong with an input, by this module's policy."""


def allow(clause: str, reason: Reason = Reason.ALLOWED) -> Decision:
    """Answer yes under a clause."""
    return Decision(allowed=True, reason_code=reason, clause=clause)


refuse = clauses.refuse
