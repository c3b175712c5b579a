"""Define the twelve quarterly figures exactly (P36); the reasons are in decision 0003."""

from dataclasses import dataclass
from enum import StrEnum

DEFINITIONS_VERSION = "P36-2026.1"


class Unit(StrEnum):
    """Name what a figure counts."""

    INCIDENT = "incident"
    STUDENT = "student"
    STAFF_MEMBER = "staff_member"


class CountsBy(StrEnum):
    """Name the date that puts something into a quarter."""

    REGISTERED = "registered"
    OCCURRED = "occurred"
    EXPELLED = "expelled"
    TRANSFERRED = "transferred"
    ABSENT_FROM = "absent_from"
    DISMISSED = "dismissed"
    QUARTER_END = "quarter_end"


class Nature(StrEnum):
    """Tell a figure of what happened in a quarter from one of what stands at its end."""

    FLOW = "flow"
    STOCK = "stock"


class Distinct(StrEnum):
    """Name what is counted once however often it appears in the quarter."""

    INCIDENT = "incident"
    PERSON = "person"


class YearRule(StrEnum):
    """Name how a year's figure is made."""

    SUM_OF_QUARTERS = "sum_of_quarters"
    DISTINCT_OVER_YEAR = "distinct_over_year"
    LAST_QUARTER = "last_quarter"


class Exclusion(StrEnum):
    """Name what is left out."""

    NOT_REGISTERED = "not_registered"
    UNFOUNDED = "unfounded"
    MALICIOUS = "malicious"
    MERGED = "merged"


EXCLUSIONS = tuple(Exclusion)


@dataclass(frozen=True, slots=True)
class IndicatorDefinition:
    """Define one figure; its title, question and note stand in the data under its code."""

    code: str
    number: int
    unit: Unit
    counts_by: CountsBy
    nature: Nature = Nature.FLOW
    distinct: Distinct = Distinct.PERSON
    by_kind: bool = False
    year_rule: YearRule = YearRule.DISTINCT_OVER_YEAR
    exclusions: tuple[Exclusion, ...] = EXCLUSIONS
    version: str = DEFINITIONS_VERSION

    @property
    def title_key(self) -> str:
        """Give the key of the title in the data."""
        return f"indicator.{self.code}"

    @property
    def note_key(self) -> str:
        """Give the key of the explanation in the data."""
        return f"indicator_note.{self.code}"

    @property
    def clause(self) -> str:
        """Give the clause of the figure."""
        return f"P36.{self.number}"


DEFINITIONS: tuple[IndicatorDefinition, ...] = (
    IndicatorDefinition(
        "incidents_between_students",
        1,
        Unit.INCIDENT,
        CountsBy.REGISTERED,
        distinct=Distinct.INCIDENT,
        by_kind=True,
        year_rule=YearRule.SUM_OF_QUARTERS,
    ),
    IndicatorDefinition("student_aggressors", 2, Unit.STUDENT, CountsBy.REGISTERED, by_kind=True),
    IndicatorDefinition("student_victims", 3, Unit.STUDENT, CountsBy.REGISTERED, by_kind=True),
    IndicatorDefinition("student_witnesses", 4, Unit.STUDENT, CountsBy.REGISTERED, by_kind=True),
    IndicatorDefinition(
        "high_risk_students",
        5,
        Unit.STUDENT,
        CountsBy.QUARTER_END,
        Nature.STOCK,
        by_kind=True,
        year_rule=YearRule.LAST_QUARTER,
    ),
    IndicatorDefinition("students_injured_at_school", 6, Unit.STUDENT, CountsBy.OCCURRED),
    IndicatorDefinition(
        "students_with_juvenile_police",
        7,
        Unit.STUDENT,
        CountsBy.QUARTER_END,
        Nature.STOCK,
        year_rule=YearRule.LAST_QUARTER,
    ),
    IndicatorDefinition("students_expelled", 8, Unit.STUDENT, CountsBy.EXPELLED, by_kind=True),
    IndicatorDefinition("students_transferred", 9, Unit.STUDENT, CountsBy.TRANSFERRED, by_kind=True),
    IndicatorDefinition("students_long_absent", 10, Unit.STUDENT, CountsBy.ABSENT_FROM),
    IndicatorDefinition("victims_of_staff", 11, Unit.STUDENT, CountsBy.REGISTERED, by_kind=True),
    IndicatorDefinition("staff_dismissed", 12, Unit.STAFF_MEMBER, CountsBy.DISMISSED),
)
