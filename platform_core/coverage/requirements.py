"""The policy's clauses as shipped data: what is to be kept, with short titles of our own."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from platform_core.clauses import Clause


@dataclass(frozen=True, slots=True)
class Requirement:
    """A clause with its titles by language; `is_context` marks what no software can keep."""

    clause: Clause
    titles: Mapping[str, str]
    is_context: bool

    def title(self, language: str) -> str:
        """Return the title in `kk`, `ru` or `en`; in Kazakh for any other language."""
        return self.titles.get(language) or self.titles["kk"]


@cache
def load_requirements() -> tuple[Requirement, ...]:
    """Return every clause in the order of the document; raise `ValueError` for a clause that is none."""
    text = (files("platform_core.coverage") / "data" / "requirements.toml").read_text("utf-8")
    rows = tomllib.loads(text)["requirement"]
    found = [
        Requirement(
            Clause.parse(row["code"]),
            {language: row[language] for language in ("kk", "ru", "en")},
            row.get("context", False),
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda requirement: requirement.clause))
