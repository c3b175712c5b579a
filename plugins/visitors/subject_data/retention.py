"""How long the rows of each table stay, and why."""

from platform_core.sdk import RetentionRule
from plugins.visitors.subject_data.ageing import retire_invites, retire_visitors, retire_visits

_JOURNAL = "P12, A5.3: the visitor journal is kept for a year after the visit"
RETENTION: tuple[RetentionRule, ...] = (
    RetentionRule("visitors_counter", "school_year", None, "keep", "A5.3: journal numbers are never reused"),
    RetentionRule("visitors_visitor", "created_at", 365, "anonymise", _JOURNAL, retire=retire_visitors),
    RetentionRule("visitors_invite", "ends_at", 365, "anonymise", _JOURNAL, retire=retire_invites),
    RetentionRule("visitors_invite_guest", "ends_at", 365, "erase", _JOURNAL, through="invite_id"),
    RetentionRule("visitors_invite_step", "ends_at", 365, "erase", _JOURNAL, through="invite_id"),
    RetentionRule(
        "visitors_custody", "at", None, "keep", "A5.4: who answered for a visit; names staff, never a visitor"
    ),
    RetentionRule("visitors_alarm", "raised_at", 3 * 365, "erase", _JOURNAL),
    RetentionRule("visitors_receipt", "given_at", 365, "erase", "A5.9: receipts are kept as the journal is"),
    RetentionRule(
        "visitors_item",
        "given_at",
        365,
        "erase",
        "A5.9: receipts are kept as the journal is",
        through="receipt_id",
    ),
    RetentionRule("visitors_visit", "expected_until", 365, "anonymise", _JOURNAL, retire=retire_visits),
)
