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


class Unit(StrEnum):
    """Name what a figure counts; the words stand in the group ``figure_unit``."""

    VISIT = "visit"
    PERSON = "person"
    CASE = "case"
    ROUND = "round"


@dataclass(frozen=True, slots=True)
class FigureDefinition:
    """Define one figure; its title and note stand in the data under its short name."""

    name: str
    unit: Unit
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
        FigureDefinition("visits", Unit.VISIT, FigureKind.ENTRY, "A5.3"),
        FigureDefinition("emergency_visits", Unit.VISIT, FigureKind.NONE, "A5.7"),
        FigureDefinition("refusals", Unit.CASE, FigureKind.REFUSAL_REASON, "A5.10"),
        FigureDefinition("unverified_departures", Unit.VISIT, FigureKind.NONE, "A5.6"),
        FigureDefinition("alarms", Unit.CASE, FigureKind.NONE, "A5.4"),
        FigureDefinition("open_event_guests", Unit.PERSON, FigureKind.EVENT_KIND, "A5.8"),
        FigureDefinition("rounds", Unit.ROUND, FigureKind.ROUND_OUTCOME, "P12"),
        FigureDefinition("findings", Unit.CASE, FigureKind.FINDING_KIND, "P12"),
    )
