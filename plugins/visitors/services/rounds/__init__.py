"""Lay out, plan and walk rounds of the grey zones, and follow up what they find (P12)."""

from plugins.visitors.services.rounds.findings import (
    NewFinding,
    assign_finding,
    finish_finding,
    record_finding,
)
from plugins.visitors.services.rounds.labels import confirm_label, read_label
from plugins.visitors.services.rounds.routes import (
    CheckpointDetails,
    RouteDetails,
    add_checkpoint,
    change_checkpoint,
    change_route,
    lay_out_route,
    retire_checkpoint,
)
from plugins.visitors.services.rounds.walks import (
    begin_extra,
    begin_round,
    confirm_stop,
    explain_missed,
    finish_round,
    mark_missed,
    plan_rounds,
    skip_stop,
)

__all__ = [
    "CheckpointDetails",
    "NewFinding",
    "RouteDetails",
    "add_checkpoint",
    "assign_finding",
    "begin_extra",
    "begin_round",
    "change_checkpoint",
    "change_route",
    "confirm_label",
    "confirm_stop",
    "explain_missed",
    "finish_finding",
    "finish_round",
    "lay_out_route",
    "mark_missed",
    "plan_rounds",
    "read_label",
    "record_finding",
    "retire_checkpoint",
    "skip_stop",
]
