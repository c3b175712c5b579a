"""How long the rows of each table stay, and why."""

from platform_core.sdk import RetentionRule
from plugins.visitors.subject_data.ageing import retire_invites, retire_visitors, retire_visits
from plugins.visitors.subject_data.terms import ENTRANCE_RETENTION

_JOURNAL = "P12, A5.3: the visitor journal is kept for a year after the visit"
_ENDED = "P12.5: who was watched for is kept for a year after the watch has ended"
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
    RetentionRule("visitors_watchlist_entry", "ended_on", 365, "erase", _ENDED),
    RetentionRule("visitors_watchlist_key", "ended_on", 365, "erase", _ENDED, through="entry_id"),
    RetentionRule("visitors_watchlist_match", "found_at", 365, "erase", _JOURNAL),
    RetentionRule("visitors_network_watch", "ended_on", 365, "erase", _ENDED),
    RetentionRule("visitors_network_watch_key", "ended_on", 365, "erase", _ENDED, through="watch_id"),
    *ENTRANCE_RETENTION,
)
