"""Tables of the visitors module, a file for each topic."""

from plugins.visitors.models.invites import InviteGuest, InviteStep
from plugins.visitors.models.open_events import EventTap, OpenEvent
from plugins.visitors.models.passes import PassDay, RegularPass
from plugins.visitors.models.refusals import Refusal
from plugins.visitors.models.rounds import Checkpoint, Finding, Round, RoundStop, Route
from plugins.visitors.models.sheets import DaySheet, SheetLine
from plugins.visitors.models.visits import Counter, Invite, Visit, Visitor

MODELS = (
    Counter,
    Visitor,
    Invite,
    InviteGuest,
    InviteStep,
    Visit,
    Refusal,
    OpenEvent,
    EventTap,
    RegularPass,
    PassDay,
    DaySheet,
    SheetLine,
    Route,
    Checkpoint,
    Round,
    RoundStop,
    Finding,
)

__all__ = [
    "MODELS",
    "Checkpoint",
    "Counter",
    "DaySheet",
    "EventTap",
    "Finding",
    "Invite",
    "InviteGuest",
    "InviteStep",
    "OpenEvent",
    "PassDay",
    "Refusal",
    "RegularPass",
    "Round",
    "RoundStop",
    "Route",
    "SheetLine",
    "Visit",
    "Visitor",
]
