"""Journal numbers as people write and say them: 2026/27-014."""

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select

from platform_core.sdk import Actor, db
from plugins.incidents.models import Incident
from plugins.incidents.queries.journal import is_open_to

_WRITTEN = re.compile(
    r"(?:(?P<year>20\d\d)(?:\s*[/–-]\s*\d\d)?\s*[-–№#]\s*)?[№#]?\s*0*(?P<number>[1-9]\d{0,5})"
)


@dataclass(frozen=True, slots=True)
class AskedNumber:
    """A journal number as somebody wrote it; without a school year it may be of any."""

    number: int
    school_year: int | None = None

    def matches(self) -> ColumnElement[bool]:
        """Keep the incidents of this number."""
        is_number = Incident.number == self.number
        if self.school_year is None:
            return is_number
        return and_(is_number, Incident.school_year == self.school_year)


def read_number(text: str) -> AskedNumber | None:
    """Read a journal number: `12`, `№12`, `2026-12`, `2026/27-012`; None for anything else."""
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        return None
    year = found["year"]
    return AskedNumber(int(found["number"]), int(year) if year else None)


def find_by_number(reader: Actor, asked: AskedNumber) -> list[Incident]:
    """Find the incidents of a number that `reader` may know of, those of the newest year first."""
    query: Select[Any] = select(Incident).where(is_open_to(reader), asked.matches())
    return list(db.session.scalars(query.order_by(Incident.school_year.desc()).limit(5)))
