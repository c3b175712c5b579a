"""Rows of a form, as many as one needs, without any script: `people.0.name`, `people.1.name` and so on."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from platform_core.web.forms import Form


@dataclass(frozen=True, slots=True)
class FormRows:
    """How many rows a form has under one name; its schema reads them with `fields.List(fields.Nested(…))`.

    At least `least` and at most `most` are drawn: those that are filled and `spare` empty ones, or
    `more` empty ones once somebody asks. `preset` names the answers that a row has before anybody
    typed in it, so that they fill no row.
    """

    name: str
    least: int = 1
    most: int = 40
    spare: int = 0
    more: int = 3
    preset: frozenset[str] = frozenset()

    def close_up(self, typed: MultiDict[str, str]) -> MultiDict[str, str]:
        """Renumber the rows without the empty ones, so that a refusal names the row that is shown."""
        rows: dict[int, dict[str, list[str]]] = {}
        kept: MultiDict[str, str] = MultiDict()
        for name, answers in typed.lists():
            part = self._part(name)
            if part is None:
                kept.setlist(name, answers)
            else:
                rows.setdefault(part[0], {})[part[1]] = answers
        filled = [row for _place, row in sorted(rows.items()) if self._is_filled(row)]
        for place, row in enumerate(filled):
            for field, answers in row.items():
                kept.setlist(f"{self.name}.{place}.{field}", answers)
        return kept

    def count(self, form: Form, *, more: bool = False, least: int | None = None) -> int:
        """Say how many rows to draw; `more` is what the button under them asks."""
        used = [part[0] for name in form.values if (part := self._part(name)) is not None]
        filled = max(used, default=-1) + 1
        wanted = filled + (self.more if more else self.spare)
        return min(max(self.least if least is None else least, wanted), self.most)

    def _is_filled(self, row: Mapping[str, Iterable[str]]) -> bool:
        typed = (answers for field, answers in row.items() if field not in self.preset)
        return any(answer.strip() for answers in typed for answer in answers)

    def _part(self, name: str) -> tuple[int, str] | None:
        found = re.fullmatch(rf"{re.escape(self.name)}\.(\d{{1,3}})\.([a-z_]+)", name)
        return (int(found[1]), found[2]) if found else None
