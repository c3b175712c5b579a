"""Marshmallow fields that read one cell each; a fault is `code` or `code|bound` of `data/reasons.toml`."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import phonenumbers
from marshmallow import ValidationError, fields
from openpyxl.utils.datetime import from_excel

from platform_core.people.iin import IinFault, read_iin
from platform_core.people.imports.vocabulary import choice_key, choices
from platform_core.people.names import tidy

NAME_LENGTH = 80
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


class NameCell(fields.Field[str]):
    """Read a name: letters of any script, hyphens and apostrophes; capitals are brought down."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any
    ) -> str:
        text = tidy(str(value))
        if any(mark in text for mark in _LOST):
            raise ValidationError("lost_letters")
        if len(text) > NAME_LENGTH:
            raise ValidationError(f"too_long|{NAME_LENGTH}")
        if not _NAME.fullmatch(text):
            raise ValidationError("name_characters")
        return text


class TextCell(fields.Field[str]):
    """Read a short text of at most `limit` characters."""

    def __init__(self, *, limit: int, **options: Any) -> None:
        super().__init__(**options)
        self.limit = limit

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any
    ) -> str:
        text = " ".join(_text(value).split())
        if len(text) > self.limit:
            raise ValidationError(f"too_long|{self.limit}")
        return text


class DateCell(fields.Field[date]):
    """Read a day: dd.mm.yyyy, ISO, a spreadsheet's date, or its day number."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any
    ) -> date:
        found = _as_day(value)
        if found is None:
            raise ValidationError("date_format")
        return found


class IinCell(fields.Field[str]):
    """Read an identity number; zeros that a spreadsheet took from its start are put back."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any
    ) -> str:
        text = _text(value).lstrip("'")
        if _CUT_NUMBER.fullmatch(text):
            raise ValidationError("iin_cut")
        padded = text.zfill(12) if text.isdigit() and len(text) in (9, 10, 11) else text
        try:
            return read_iin(padded).number
        except IinFault as fault:
            code = "length" if padded != text else fault.code
            raise ValidationError(f"iin_{code}") from fault


class ChoiceCell(fields.Field[str]):
    """Read one of a few values by its words in any of the three languages."""

    def __init__(self, field: str, **options: Any) -> None:
        super().__init__(**options)
        self.words = choices(field)

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any
    ) -> str:
        found = self.words.get(choice_key(_text(value)))
        if found is None:
            raise ValidationError("choice")
        return found


class YesNoCell(fields.Field[bool]):
    """Read yes or no, as the cells of a `field` say them."""

    def __init__(self, field: str, **options: Any) -> None:
        super().__init__(**options)
        self.words = choices(field)

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any
    ) -> bool:
        if isinstance(value, bool):
            return value
        found = self.words.get(choice_key(_text(value)))
        if found is None:
            raise ValidationError("choice")
        return found == "true"


class GradeCell(fields.Field[tuple[int, str | None]]):
    """Read a grade 1–12 with the class letter that may stand beside it."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any
    ) -> Any:
        found = _GRADE.fullmatch(_text(value))
        if found is None or not 1 <= int(found[1]) <= 12:
            raise ValidationError("grade")
        return int(found[1]), class_letter(found[2]) if found[2] else None


class PhoneCell(fields.Field[str]):
    """Read telephone numbers into the international form; several stand with commas between."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any
    ) -> str:
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
        return date(year if year > 99 else _full_year(year), month, day)
    except ValueError:
        return None


def _full_year(short: int) -> int:
    # POSIX's pivot, as strptime's %y: 69-99 are the last century
    return short + (1900 if short >= 69 else 2000)


def _phone(text: str) -> str:
    # phonenumbers takes 80 µs a number; numbers of Kazakhstan need only their prefix made one
    local = _LOCAL_PHONE.fullmatch(_PHONE_MARKS.sub("", text))
    if local is not None:
        return f"+7{local[1]}"
    try:
        parsed = phonenumbers.parse(text, "KZ")
    except phonenumbers.NumberParseException as fault:
        raise ValidationError("phone") from fault
    if not phonenumbers.is_valid_number(parsed):
        raise ValidationError("phone")
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
