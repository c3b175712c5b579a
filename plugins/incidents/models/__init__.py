"""Tables of the incidents module: reports, the journal, risk and the work that follows."""

from plugins.incidents.models.incidents import (
    Assignment,
    Incident,
    JournalCounter,
    Participant,
    Referral,
    StatusChange,
)
from plugins.incidents.models.reports import Informant, Message, Report
from plugins.incidents.models.risk import Assessment, NextStep

MODELS = (
    JournalCounter,
    Incident,
    Report,
    Informant,
    Message,
    Participant,
    Assignment,
    StatusChange,
    Referral,
    Assessment,
    NextStep,
)

__all__ = [
    "MODELS",
    "Assessment",
    "Assignment",
    "Incident",
    "Informant",
    "JournalCounter",
    "Message",
    "NextStep",
    "Participant",
    "Referral",
    "Report",
    "StatusChange",
]
