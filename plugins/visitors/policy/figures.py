"""Define the module's figures for the centre: what each counts, and by which kinds (P12, A5, P36)."""

from dataclasses import dataclass
from enum import StrEnum

from platform_core.clauses import enforces


class FigureKind(StrEnum):
    """Name what a figure is split by; the words stand in the group of the same name."""

    NONE = "none"
    ENTRY = "entry"
    REFUSAL_REASON = "refusal_reason"
    ROUND_OUTCOME = "round_outcome"
    EVENT_KIND = "event_kind"
    FINDING_KIND = "finding_kind"


@dataclass(frozen=True, slots=True)
class FigureDefinition:
    """Define one figure; its title and note stand in the data under its short name."""

    name: str
    kinds: FigureKind
    clause: str

    @property
    def code(self) -> str:
        """Give the code under which the figure is kept."""
        return f"visitors.{self.name}"


@enforces("P12", "A5.3", "A5.7", "A5.10")
def figure_definitions() -> tuple[FigureDefinition, ...]:
    """List the figures in the order in which they are shown; every one adds up over the quarters."""
    return (
        FigureDefinition("visits", FigureKind.ENTRY, "A5.3"),
        FigureDefinition("emergency_visits", FigureKind.NONE, "A5.7"),
        FigureDefinition("refusals", FigureKind.REFUSAL_REASON, "A5.10"),
        FigureDefinition("unverified_departures", FigureKind.NONE, "A5.6"),
        FigureDefinition("alarms", FigureKind.NONE, "A5.4"),
        FigureDefinition("open_event_guests", FigureKind.EVENT_KIND, "A5.8"),
        FigureDefinition("rounds", FigureKind.ROUND_OUTCOME, "P12"),
        FigureDefinition("findings", FigureKind.FINDING_KIND, "P12"),
    )
