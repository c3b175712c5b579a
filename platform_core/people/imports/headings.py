"""Find the row of column headings and understand it, in Kazakh, Russian or English.

Title rows above, a second row under merged cells («Анасы» over «Аты-жөні», «ЖСН»), row numbers and
unknown columns are all usual; the words live in `data/columns.toml`.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from platform_core.people.imports.sheet import SheetRow, UnreadableFile
from platform_core.people.imports.vocabulary import Vocabulary, Words, vocabulary
from platform_core.people.names import words

_SCAN_ROWS, _FEWEST = 30, 2
_NUMBER = re.compile(r"^(\d)(?:й|я|ши|st|nd)?$")
_NAMES = frozenset({"full_name", "family_name"})
_LANGUAGES = ("kk", "ru", "en")


@dataclass(frozen=True, slots=True)
class ColumnRef:
    """What a column holds: a field of the row's person, or of a guardian (`mother`, `guardian2`)."""

    name: str
    guardian: str = ""


@dataclass(frozen=True, slots=True)
class Headings:
    """The understood headings: `columns` by cell index, the file's language, what is not read."""

    first_row: int
    columns: Mapping[int, ColumnRef]
    labels: Mapping[int, str]
    language: str
    unread: tuple[str, ...] = ()

    def fields(self) -> frozenset[str]:
        """Return the fields of the row's own person that the file holds."""
        return frozenset(ref.name for ref in self.columns.values() if not ref.guardian)

    def label_of(self, ref: ColumnRef) -> str:
        """Return the heading of a column as the file words it; an absent one by its field's name."""
        found = next((index for index, known in self.columns.items() if known == ref), None)
        return ref.name if found is None else self.labels[found]

    def is_repeated_in(self, row: SheetRow) -> bool:
        """Whether a row only says the headings again, as printed class lists do."""
        said = sum(
            1
            for index, label in self.labels.items()
            if index < len(row.cells) and str(row.cells[index]).casefold() == label.casefold()
        )
        return said >= _FEWEST and said * 2 > len(self.columns)


@dataclass(slots=True)
class _Reading:
    """What one candidate row, or a pair of rows, says."""

    first_row: int
    columns: dict[int, ColumnRef] = field(default_factory=dict)
    labels: dict[int, str] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)
    tongues: Counter[str] = field(default_factory=Counter)

    def worth(self) -> tuple[bool, int, int]:
        own = {ref.name for ref in self.columns.values() if not ref.guardian}
        return bool(own & _NAMES), len(self.columns), -len(self.unread)


def find_headings(rows: Sequence[SheetRow]) -> Headings:
    """Find the headings among the first rows; raise `UnreadableFile` when there are none."""
    best: _Reading | None = None
    for reading in _readings(rows[:_SCAN_ROWS]):
        if best is None or reading.worth() > best.worth():
            best = reading
    if best is None or not best.worth()[0] or len(best.columns) < _FEWEST:
        raise UnreadableFile("file.no_header")
    return _settle(best)


def is_total(row: SheetRow) -> bool:
    """Whether a row closes the table: «Барлығы: 25», "Итого"."""
    first = next((cell for cell in row.cells if cell is not None), "")
    said = tuple(word for word in words(str(first)) if not word.isdigit())
    return said in vocabulary().totals


def _readings(rows: Sequence[SheetRow]) -> Iterator[_Reading]:
    for index, row in enumerate(rows):
        yield _read(index + 1, [(text,) for text in _texts(row)])
        if index + 1 < len(rows):
            yield _read(index + 2, _pair(_texts(row), _texts(rows[index + 1])))


def _texts(row: SheetRow) -> list[str]:
    return ["" if cell is None else str(cell) for cell in row.cells]


def _pair(upper: list[str], lower: list[str]) -> list[tuple[str, ...]]:
    """Spell two rows of headings as one: a merged upper cell stands over all cells under it."""
    width = max(len(upper), len(lower))
    upper = upper + [""] * (width - len(upper))
    lower = lower + [""] * (width - len(lower))
    over = ""
    spelled: list[tuple[str, ...]] = []
    for top, bottom in zip(upper, lower, strict=True):
        over = top or (over if bottom else "")
        spelled.append((f"{over} {bottom}".strip(), bottom) if bottom else (top,))
    return spelled


def _read(first_row: int, spellings: Sequence[tuple[str, ...]]) -> _Reading:
    reading, known = _Reading(first_row), vocabulary()
    for index, spelled in enumerate(spellings):
        for label in spelled:
            ref = _understand(label, known)
            if ref is not None:
                reading.columns[index], reading.labels[index] = ref, label
                reading.tongues.update(_spoken(label, known))
                break
        else:
            if spelled[0] and tuple(words(spelled[0])) not in known.ignored and words(spelled[0]):
                reading.unread.append(spelled[0])
    return reading


def _understand(label: str, known: Vocabulary) -> ColumnRef | None:
    said = tuple(words(label))
    plain = tuple(word for word in said if word not in known.noise)
    name = known.fields.get(said) or known.fields.get(plain)
    if name is not None:
        return ColumnRef(name)
    return _guardian_column(said, known)


def _guardian_column(said: Words, known: Vocabulary) -> ColumnRef | None:
    for start in range(len(said)):
        for phrase, relation in known.guardians:
            if said[start : start + len(phrase)] == phrase:
                rest = said[:start] + said[start + len(phrase) :]
                return _guardian_field(rest, relation, known)
    return None


def _guardian_field(rest: Words, relation: str, known: Vocabulary) -> ColumnRef | None:
    numbers = [found[1] for word in rest if (found := _NUMBER.match(word))]
    said = tuple(word for word in rest if not _NUMBER.match(word) and word not in known.noise)
    name = known.fields.get(said) if said else "full_name"
    return None if name is None else ColumnRef(name, relation + "".join(numbers[:1]))


def _spoken(label: str, known: Vocabulary) -> set[str]:
    said = tuple(words(label))
    spoken = set(known.languages.get(said, frozenset()))
    for word in said:
        spoken |= known.languages.get((word,), frozenset())
    return spoken


def _settle(reading: _Reading) -> Headings:
    columns = _with_relation(reading.columns)
    seen: dict[ColumnRef, int] = {}
    for index, ref in columns.items():
        if ref in seen:
            fault = UnreadableFile("file.same_column", value=reading.labels[index])
            fault.language = _language(reading.tongues)
            raise fault
        seen[ref] = index
    return Headings(
        first_row=reading.first_row,
        columns=columns,
        labels=reading.labels,
        language=_language(reading.tongues),
        unread=tuple(reading.unread),
    )


def _with_relation(columns: dict[int, ColumnRef]) -> dict[int, ColumnRef]:
    """Give a lone «Кем приходится» to the first guardian of the row."""
    guardian = next((ref.guardian for ref in columns.values() if ref.guardian), "")
    return {
        index: replace(ref, guardian=guardian) if ref.name == "relation" and not ref.guardian else ref
        for index, ref in columns.items()
    }


def _language(tongues: Counter[str]) -> str:
    return max(_LANGUAGES, key=lambda language: tongues[language])
