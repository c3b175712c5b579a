"""Read people of a group from lines that somebody has pasted: a name, and how to reach them."""

import re
from dataclasses import dataclass

_PARTS = re.compile(r"\s*[;\t|]\s*|\s*,\s*")
_NUMBERED = re.compile(r"^\s*\d{1,3}[.)]\s*")
_PHONE = re.compile(r"[+\d][\d\s()\-]{5,}")


@dataclass(frozen=True, slots=True)
class PastedGuest:
    """A person as a line names them; what was not found is empty."""

    family_name: str
    given_name: str
    patronymic: str = ""
    email: str = ""
    phone: str = ""


def read_pasted(text: str) -> tuple[PastedGuest, ...]:
    """Read one person a line: «Ахметова Айгүл Маратқызы; aigul@example.kz; +7 701 123 45 67».

    Family name first, as registers write. Numbers of a list and empty lines are passed over.
    """
    lines = (_NUMBERED.sub("", line).strip() for line in text.splitlines())
    return tuple(_guest(line) for line in lines if line)


def _guest(line: str) -> PastedGuest:
    email = phone = ""
    words: list[str] = []
    for part in filter(None, _PARTS.split(line)):
        if "@" in part and not email:
            email = part
        elif _PHONE.fullmatch(part) and not phone:
            phone = part
        else:
            words += part.split()
    family, given = [*words, "", ""][:2]
    return PastedGuest(family, given, " ".join(words[2:]), email, phone)
