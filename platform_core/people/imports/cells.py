"""What reads one cell each; a fault is `code` or `code|bound` of `data/reasons.toml`."""

import re
from datetime import date, datetime
from typing import Any, Generic, TypeVar

import phonenumbers

from platform_core.people.iin import Iin, IinFault, read_iin
from platform_core.people.imports.vocabulary import choice_key, choices
from platform_core.people.names import tidy

T = TypeVar("T")

NAME_LENGTH = 80
_HIGHEST_GRADE = 12
_PIVOT, _CENTURY = 69, 100
_NAME = re.compile(r"[^\W\d_]+(?:[ .,'’ʼ`()-]+[^\W\d_]+)*[.)]?")
_LOST = ("?", "\ufffd")
_DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})\s*(?:г\.?|ж\.?)?")
_YEAR_FIRST = re.compile(r"(\d{4})[./-](\d{1,2})[./-](\d{1,2})(?:[T ][\d:.]+)?")
_SERIAL = range(3_000, 80_000)  # Excel's day numbers from 1908 to 2119
_CUT_NUMBER = re.compile(r"\d[.,]\d+E\+?\d+", re.IGNORECASE)
_GRADE = re.compile(
    r"(\d{1,2})\s*[-«\"'“(]*\s*([^\W\d_])?\s*[»\"'”)]*\s*(?:класс|сынып|grade)?", re.IGNORECASE
)
_LATIN_TWINS = str.maketrans("ABCEHKMOPTX", "АВСЕНКМОРТХ")
_LOCAL_PHONE = re.compile(r"(?:\+?7|8)([67]\d{9})")
_PHONE_MARKS = re.compile(r"[\s()\-–.]")


class CellFault(ValueError):
    """Refuse a cell; the message is the code of the reason."""


class _Cell(Generic[T]):
    """What a cell says depends on itself alone, so what has been read once is read no second time.

    It remembers for the time of one import: names are nothing to keep.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[type, Any], T] = {}

    def value_of(self, value: Any) -> T:
        """Read one cell, or remember it; raise `CellFault`."""
        key = (type(value), value)  # 1 and True are equal, and say different things
        if key not in self._known:
            self._known[key] = self.read(value)
        return self._known[key]

    def read(self, value: Any) -> T:
        """Read one cell; raise `CellFault` with a code."""
        raise NotImplementedError


class NameCell(_Cell[str]):
    """Read a name: letters of any script, hyphens and apostrophes; capitals are brought down."""

    def read(self, value: Any) -> str:
        """Read one cell."""
        text = tidy(str(value))
        if any(mark in text for mark in _LOST):
            raise CellFault("lost_letters")
        if len(text) > NAME_LENGTH:
            raise CellFault(f"too_long|{NAME_LENGTH}")
        if not _NAME.fullmatch(text):
            raise CellFault("name_characters")
        return text


class TextCell(_Cell[str]):
    """Read a short text of at most `limit` characters."""

    def __init__(self, *, limit: int) -> None:
        super().__init__()
        self.limit = limit

    def read(self, value: Any) -> str:
        """Read one cell."""
        text = " ".join(_text(value).split())
        if len(text) > self.limit:
            raise CellFault(f"too_long|{self.limit}")
        return text


class DateCell(_Cell[date]):
    """Read a day: dd.mm.yyyy, ISO, a spreadsheet's date, or its day number."""

    def read(self, value: Any) -> date:
        """Read one cell."""
        found = _as_day(value)
        if found is None:
            raise CellFault("date_format")
        return found


class IinCell(_Cell[Iin]):
    """Read an identity number; zeros that a spreadsheet took from its start are put back."""

    def read(self, value: Any) -> Iin:
        """Read one cell."""
        text = _text(value).lstrip("'")
        if _CUT_NUMBER.fullmatch(text):
            raise CellFault("iin_cut")
        padded = text.zfill(12) if text.isdigit() and len(text) in (9, 10, 11) else text
        try:
            return read_iin(padded)
        except IinFault as fault:
            code = "length" if padded != text else fault.code
            raise CellFault(f"iin_{code}") from fault


class ChoiceCell(_Cell[str]):
    """Read one of a few values by its words in any of the three languages."""

    def __init__(self, field: str) -> None:
        super().__init__()
        self.words = choices(field)

    def read(self, value: Any) -> str:
        """Read one cell."""
        found = self.words.get(choice_key(_text(value)))
        if found is None:
            raise CellFault("choice")
        return found


class YesNoCell(_Cell[bool]):
    """Read yes or no, as the cells of a `field` say them."""

    def __init__(self, field: str) -> None:
        super().__init__()
        self.words = choices(field)

    def read(self, value: Any) -> bool:
        """Read one cell."""
        if isinstance(value, bool):
            return value
        found = self.words.get(choice_key(_text(value)))
        if found is None:
            raise CellFault("choice")
        return found == "true"


class GradeCell(_Cell[tuple[int, str | None]]):
    """Read a grade 1–12 with the class letter that may stand beside it."""

    def read(self, value: Any) -> tuple[int, str | None]:
        """Read one cell."""
        found = _GRADE.fullmatch(_text(value))
        if found is None or not 1 <= int(found[1]) <= _HIGHEST_GRADE:
            raise CellFault("grade")
        return int(found[1]), class_letter(found[2]) if found[2] else None


class PhoneCell(_Cell[str]):
    """Read telephone numbers into the international form; several stand with commas between."""

    def read(self, value: Any) -> str:
        """Read one cell."""
        numbers = [number for part in re.split(r"[,;/\n]", _text(value)) if (number := part.strip())]
        return ", ".join(dict.fromkeys(_phone(number) for number in numbers))


def class_letter(text: str) -> str:
    """Write a class letter large, a Latin letter as its Cyrillic twin: 7A and 7А are one class."""
    return text.upper().translate(_LATIN_TWINS)


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _as_day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _serial_day(value)
    return _written_day(str(value).strip())


def _serial_day(number: float) -> date | None:
    from openpyxl.utils.datetime import from_excel  # noqa: PLC0415 - heavy: loaded with the first workbook

    if int(number) not in _SERIAL:
        return None
    found = from_excel(number)
    return found.date() if isinstance(found, datetime) else None


def _written_day(text: str) -> date | None:
    if text.isdigit():
        return _serial_day(int(text))
    if found := _DAY_FIRST.fullmatch(text):
        day, month, year = (int(part) for part in found.groups())
    elif found := _YEAR_FIRST.fullmatch(text):
        year, month, day = (int(part) for part in found.groups())
    else:
        return None
    try:
        return date(_full_year(year), month, day)
    except ValueError:
        return None


def _full_year(year: int) -> int:
    # POSIX's pivot, as strptime's %y: 69-99 are the last century
    if year >= _CENTURY:
        return year
    return year + (2000 if year < _PIVOT else 1900)


def _phone(text: str) -> str:
    # phonenumbers takes 80 µs a number; numbers of Kazakhstan need only their prefix made one
    local = _LOCAL_PHONE.fullmatch(_PHONE_MARKS.sub("", text))
    if local is not None:
        return f"+7{local[1]}"
    try:
        parsed = phonenumbers.parse(text, "KZ")
    except phonenumbers.NumberParseException as fault:
        raise CellFault("phone") from fault
    if not phonenumbers.is_valid_number(parsed):
        raise CellFault("phone")
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
