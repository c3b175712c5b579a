"""How long refusals, open events, passes, day sheets and rounds stay, and why."""

from platform_core.sdk import RetentionRule
from plugins.visitors.subject_data.refusals import (
    retire_findings,
    retire_passes,
    retire_refusals,
    retire_rounds,
)

_JOURNAL = "P12, A5.3: kept as the visitor journal is, for a year"
_COUNTED = "A5.8: counts of an open event; they name no visitor"
_ROUNDS = "P12: that grey zones were looked at stays known; the words go after a year"
ENTRANCE_RETENTION: tuple[RetentionRule, ...] = (
    RetentionRule("visitors_refusal", "refused_at", 365, "anonymise", _JOURNAL, retire=retire_refusals),
    RetentionRule("visitors_refusal_key", "refused_at", 365, "erase", _JOURNAL, through="refusal_id"),
    RetentionRule("visitors_open_event", "ends_at", None, "keep", _COUNTED),
    RetentionRule("visitors_event_tap", "tapped_at", None, "keep", _COUNTED),
    RetentionRule("visitors_pass", "valid_until", 365, "anonymise", _JOURNAL, retire=retire_passes),
    RetentionRule("visitors_pass_day", "day", 365, "erase", _JOURNAL),
    RetentionRule("visitors_sheet", "day", None, "keep", "A5.3: numbers of sheets are accounted for"),
    RetentionRule("visitors_sheet_line", "entered_at", 365, "erase", _JOURNAL),
    RetentionRule("visitors_route", "created_at", None, "keep", "P12: the plan of rounds; names no visitor"),
    RetentionRule("visitors_checkpoint", "place", None, "keep", "P12: places on a route; name no visitor"),
    RetentionRule("visitors_round", "day", 365, "anonymise", _ROUNDS, retire=retire_rounds),
    RetentionRule("visitors_round_stop", "at", 3 * 365, "erase", _ROUNDS),
    RetentionRule("visitors_finding", "found_at", 365, "anonymise", _ROUNDS, retire=retire_findings),
)
