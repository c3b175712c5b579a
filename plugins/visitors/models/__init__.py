"""Tables of the visitors module, a file for each topic."""

from plugins.visitors.models.custody import CustodyLink, VisitAlarm
from plugins.visitors.models.invites import InviteGuest, InviteStep
from plugins.visitors.models.items import HeldItem, Receipt
from plugins.visitors.models.open_events import EventTap, OpenEvent
from plugins.visitors.models.passes import PassDay, RegularPass
from plugins.visitors.models.refusals import Refusal, RefusalKey
from plugins.visitors.models.rounds import Checkpoint, Finding, Round, RoundStop, Route
from plugins.visitors.models.sheets import DaySheet, SheetLine
from plugins.visitors.models.visits import Counter, Invite, Visit, Visitor
from plugins.visitors.models.watchlist import (
    NetworkWatch,
    NetworkWatchKey,
    WatchlistEntry,
    WatchlistKey,
    WatchlistMatch,
)

MODELS = (
    Counter,
    Visitor,
    Invite,
    InviteGuest,
    InviteStep,
    Visit,
    CustodyLink,
    VisitAlarm,
    Receipt,
    HeldItem,
    Refusal,
    RefusalKey,
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
    WatchlistEntry,
    WatchlistKey,
    WatchlistMatch,
    NetworkWatch,
    NetworkWatchKey,
)

__all__ = [
    "MODELS",
    "Checkpoint",
    "Counter",
    "CustodyLink",
    "DaySheet",
    "EventTap",
    "Finding",
    "HeldItem",
    "Invite",
    "InviteGuest",
    "InviteStep",
    "NetworkWatch",
    "NetworkWatchKey",
    "OpenEvent",
    "PassDay",
    "Receipt",
    "Refusal",
    "RefusalKey",
    "RegularPass",
    "Round",
    "RoundStop",
    "Route",
    "SheetLine",
    "Visit",
    "VisitAlarm",
    "Visitor",
    "WatchlistEntry",
    "WatchlistKey",
    "WatchlistMatch",
]
