"""Pure: read phones as they are printed; what cannot be read is flagged, never dropped or guessed (A10)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import phonenumbers

from platform_core.clauses import enforces
from plugins.directory.policy.codes import PhoneType

COUNTRY = "KZ"
SHORT_CODES = frozenset({"101", "102", "103", "104", "109", "111", "112", "150", "1414", "11616"})
"""Numbers of three to five digits that a phone in Kazakhstan dials as they are."""

_LABEL = re.compile(r"^\s*(?:телефо+н|тел|phone|tel)\s*\.?\s*:?\s*", re.IGNORECASE)
_FAX = re.compile(r"^\s*(?:факс|fax|ф)\s*\.?\s*:?\s*", re.IGNORECASE)
_WHATSAPP = re.compile(r"whats\s*app\s*:?", re.IGNORECASE)
_NOTE = re.compile(r"\((?=[^)]*[^\W\d])[^)]*\)")
_AREA = re.compile(r"^\(?\s*8\s*-?\s*\(?\s*(\d{3,5}(?:-\d{1,2})?)\s*\)")
_FOREIGN = re.compile(r"[^\d\s()+\-.]")
_NATIONAL_DIGITS, _WITH_TRUNK = 10, 11


class Flag(StrEnum):
    """What is unusual about a printed phone; the first three mean that nobody can dial it."""

    STRAY_DIGITS = "stray_digits"
    NOT_A_NUMBER = "not_a_number"
    NOT_IN_PLAN = "not_in_plan"
    SHARED_AREA_CODE = "shared_area_code"
    FAX = "fax"


UNDIALABLE = frozenset({Flag.STRAY_DIGITS, Flag.NOT_A_NUMBER, Flag.NOT_IN_PLAN})


@dataclass(frozen=True, slots=True)
class ReadPhone:
    """One phone of a printed line: `number` is E.164 or a short code; as printed where nothing parses."""

    printed: str
    number: str
    type: PhoneType
    flags: tuple[Flag, ...] = ()

    @property
    def is_dialable(self) -> bool:
        """Whether somebody can dial it."""
        return self.type is not PhoneType.UNPARSED


@enforces("A10")
def read_phones(line: str) -> tuple[ReadPhone, ...]:
    """Read every phone of a printed line; phones after the first may share its area code.

    >>> [phone.number for phone in read_phones("тел: 8(7132) 90-66-57, 90-73-13")]
    ['+77132906657', '+77132907313']
    """
    return tuple(_each(line))


def _each(line: str) -> Iterator[ReadPhone]:
    area = ""
    for part in re.split(r"[,;]", line):
        printed = " ".join(part.split())
        if printed:
            phone = _read(printed, area)
            yield phone
            area = _area_of(_bare(printed)) or area


def _read(printed: str, area: str) -> ReadPhone:
    bare = _bare(printed)
    digits = re.sub(r"\D", "", bare)
    if digits in SHORT_CODES:
        return ReadPhone(printed, digits, PhoneType.SHORT_CODE)
    is_shared = bool(area) and not _area_of(bare) and len(area) + len(digits) == _NATIONAL_DIGITS
    flags = (Flag.SHARED_AREA_CODE,) if is_shared else ()
    fault = _fault(bare, digits, is_shared=is_shared)
    number = "" if fault else _parsed(f"8{area}{digits}" if is_shared else bare)
    if not number:
        return ReadPhone(printed, bare or printed, PhoneType.UNPARSED, (fault or Flag.NOT_IN_PLAN,))
    if _FAX.match(_LABEL.sub("", printed)):
        return ReadPhone(printed, number, PhoneType.FAX, (*flags, Flag.FAX))
    return ReadPhone(printed, number, _type_of(printed, number), flags)


def _bare(printed: str) -> str:
    """Return the digits and signs of a phone, without its label and what is said about it."""
    text = _WHATSAPP.sub("", _NOTE.sub("", printed))
    return _FAX.sub("", _LABEL.sub("", text)).strip()


def _fault(bare: str, digits: str, *, is_shared: bool) -> Flag | None:
    if not digits or _FOREIGN.search(bare):
        return Flag.NOT_A_NUMBER
    if is_shared or len(digits) in (_NATIONAL_DIGITS, _WITH_TRUNK) or bare.startswith("+"):
        return None
    return Flag.STRAY_DIGITS


def _area_of(bare: str) -> str:
    found = _AREA.match(bare)
    return found[1].replace("-", "") if found else ""


def _parsed(text: str) -> str:
    try:
        number = phonenumbers.parse(text, COUNTRY)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _type_of(printed: str, number: str) -> PhoneType:
    if _WHATSAPP.search(printed):
        return PhoneType.WHATSAPP
    kind = phonenumbers.number_type(phonenumbers.parse(number))
    return PhoneType.CELL if kind == phonenumbers.PhoneNumberType.MOBILE else PhoneType.VOICE
