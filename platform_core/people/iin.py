"""Kazakhstan's individual identification number (IIN, ЖСН, ИИН): pure rules, no database.

Twelve digits: the birth date as YYMMDD, a digit for the century and the sex, four digits of a
serial number and a control digit. A foreigner's number has 0 for the century, so it tells neither
the century nor the sex.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

Sex = Literal["male", "female"]

_CENTURIES = {"1": 1800, "2": 1800, "3": 1900, "4": 1900, "5": 2000, "6": 2000}
LENGTH = 12
_UNKNOWN_CENTURY, _LAST_SERIAL, _NO_DIGIT = "0", 9_999, 10
_FIRST_WEIGHTS = tuple(range(1, 12))
_SECOND_WEIGHTS = (*range(3, 12), 1, 2)
_SPACING = re.compile(r"[\s\u00a0\-'’]")


class IinFault(ValueError):
    """Refuse a number, saying why by `code`: length, digits, date, century or checksum."""

    def __init__(self, code: Literal["length", "digits", "date", "century", "checksum"]) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Iin:
    """A number that passed every check; `birth_date` and `sex` are None for a foreigner's."""

    number: str
    birth_date: date | None
    sex: Sex | None


def read_iin(text: str) -> Iin:
    """Check a number and read the birth date and sex out of it; raise `IinFault` otherwise.

    Spaces, hyphens and the apostrophe that spreadsheets put before digits are ignored.
    """
    number = _SPACING.sub("", text)
    if not (number.isascii() and number.isdigit()):
        raise IinFault("digits")
    if len(number) != LENGTH:
        raise IinFault("length")
    born = _birth_date(number)
    if control_digit(number[:11]) != int(number[11]):
        raise IinFault("checksum")
    return Iin(number=number, birth_date=born, sex=_sex(number))


def make_iin(born: date, *, sex: Sex, serial: int) -> str | None:
    """Compose the number of a birth date, sex and serial 0–9999; None where no control digit fits."""
    century = born.year // 100 * 100
    digit = next((d for d, c in _CENTURIES.items() if c == century and _is_male(d) == (sex == "male")), None)
    if digit is None or not 0 <= serial <= _LAST_SERIAL:
        message = "only 1800-2099 and serials of four digits can be written"
        raise ValueError(message)
    body = f"{born:%y%m%d}{digit}{serial:04d}"
    control = control_digit(body)
    return None if control is None else f"{body}{control}"


def control_digit(body: str) -> int | None:
    """Compute the twelfth digit of eleven; None where the rule gives none and no number is issued."""
    for weights in (_FIRST_WEIGHTS, _SECOND_WEIGHTS):
        rest: int = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11
        if rest < _NO_DIGIT:
            return rest
    return None


def _birth_date(number: str) -> date | None:
    """Read the birth date; a foreigner's must be a real day of either living century."""
    digit = number[6]
    if digit == _UNKNOWN_CENTURY:
        if not any(_day(number, century) for century in (1900, 2000)):
            raise IinFault("date")
        return None
    century = _CENTURIES.get(digit)
    if century is None:
        raise IinFault("century")
    born = _day(number, century)
    if born is None:
        raise IinFault("date")
    return born


def _day(number: str, century: int) -> date | None:
    try:
        return date(century + int(number[:2]), int(number[2:4]), int(number[4:6]))
    except ValueError:
        return None


def _is_male(digit: str) -> bool:
    return digit in "135"


def _sex(number: str) -> Sex | None:
    digit = number[6]
    if digit == _UNKNOWN_CENTURY:
        return None
    return "male" if _is_male(digit) else "female"
