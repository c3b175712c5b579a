"""Say yes or no with a reason code and the clause behind it."""

from enum import StrEnum
from typing import TypeAlias

from platform_core import clauses


class Reason(StrEnum):
    """Name why something is allowed or refused; texts are in the group ``reason``."""

    ALLOWED = "allowed"
    PERMISSION_MISSING = "permission_missing"
    TRANSITION_UNKNOWN = "transition_unknown"
    IDENTITY_NOT_SEEN = "identity_not_seen"
    GUIDANCE_NOT_SIGNED = "guidance_not_signed"
    NOT_APPROVED = "not_approved"
    ITEMS_STILL_HELD = "items_still_held"
    NOBODY_HOLDS = "nobody_holds"
    MATCH_UNDECIDED = "match_undecided"
    MATCH_CONFIRMED = "match_confirmed"
    PURPOSE_MISSING = "purpose_missing"
    # the desk, and who walks with a visitor
    TOO_MANY_CHARACTERS = "too_many_characters"
    CLEARANCE_NOT_CONFIRMED = "clearance_not_confirmed"
    ITEMS_NOT_ASKED = "items_not_asked"
    ITEM_UNKNOWN = "item_unknown"
    ITEM_NEVER_ALLOWED = "item_never_allowed"
    NOT_INSIDE = "not_inside"
    NOT_THE_HOLDER = "not_the_holder"
    NOT_OFFERED = "not_offered"
    ALREADY_HELD = "already_held"
    ALARM_OVER = "alarm_over"
    NO_SUCH_COLLEAGUE = "no_such_colleague"
    # invitations, their hosts and those whom they invite
    NAME_MISSING = "name_missing"
    NAME_TOO_LONG = "name_too_long"
    PERSON_UNKNOWN = "person_unknown"
    STUDENT_IS_NO_VISITOR = "student_is_no_visitor"
    IDENTITY_NUMBER_WRONG = "identity_number_wrong"
    PHONE_WRONG = "phone_wrong"
    EMAIL_WRONG = "email_wrong"
    OWN_INVITE = "own_invite"
    DECIDED_ALREADY = "decided_already"
    REASON_MISSING = "reason_missing"
    IN_THE_PAST = "in_the_past"
    ENDS_BEFORE_START = "ends_before_start"
    LASTS_TOO_LONG = "lasts_too_long"
    TOO_FAR_AHEAD = "too_far_ahead"
    LESSON_TIME = "lesson_time"
    WEEKDAYS_MISSING = "weekdays_missing"
    UNTIL_MISSING = "until_missing"
    UNTIL_BEFORE_START = "until_before_start"
    NO_SUCH_DAY = "no_such_day"
    NO_GUESTS = "no_guests"
    ONE_GUEST_ONLY = "one_guest_only"
    GUESTS_TOO_MANY = "guests_too_many"
    PURPOSE_NOTE_MISSING = "purpose_note_missing"
    PLACE_MISSING = "place_missing"
    HOST_UNKNOWN = "host_unknown"
    NOTE_MISSING = "note_missing"
    EVENT_TOO_LONG = "event_too_long"
    EVENT_NOT_NOW = "event_not_now"
    EVENT_NOT_RUNNING = "event_not_running"
    NOBODY_COUNTED = "nobody_counted"
    VALID_TOO_LONG = "valid_too_long"
    NO_WEEKDAY = "no_weekday"
    NOT_ON_THAT_DAY = "not_on_that_day"
    SHEET_CLOSED = "sheet_closed"
    LINE_ENTERED = "line_entered"
    VISIT_IN_JOURNAL = "visit_in_journal"
    LINES_OPEN = "lines_open"
    NO_TIME = "no_time"
    ROUND_OVER = "round_over"
    ROUND_NOT_NOW = "round_not_now"
    STOPS_OPEN = "stops_open"
    # the watch-list
    NAME_TOO_SHORT = "name_too_short"
    NAMES_TOO_MANY = "names_too_many"
    WATCH_REASON_UNKNOWN = "watch_reason_unknown"
    REVIEW_TOO_LATE = "review_too_late"
    HEADS_JUDGE = "heads_judge"
    SECOND_PERSON = "second_person"
    ENTRY_ENDED = "entry_ended"
    BORN_IN_FUTURE = "born_in_future"


Decision: TypeAlias = clauses.Decision[Reason]
"""One answer of this module's policy."""

Fault: TypeAlias = clauses.Fault[Reason]
"""One thing wrong with an input, by this module's policy."""


def allow(clause: str, reason: Reason = Reason.ALLOWED) -> Decision:
    """Answer yes under a clause."""
    return Decision(allowed=True, reason_code=reason, clause=clause)


refuse = clauses.refuse
