"""Pure: telephone numbers as they are dialled, read from how people write them."""

import re

import phonenumbers

HOME = "KZ"
_SHORT = re.compile(r"[1-9]\d{2,3}|116\d{2,3}")


def read_phone(text: str, *, region: str = HOME) -> str | None:
    """Read a number as it is dialled: E.164, or a short code; None if it is neither.

    Short codes have three or four digits, or begin with 116 as lines of help do (111, 112, 1414, 116 16
    written as one). They have no international form: they work inside the country only.
    """
    if is_short_code(text.strip()):
        return text.strip()
    return read_long_phone(text, region=region)


def read_long_phone(text: str, *, region: str = HOME) -> str | None:
    """Read a number that can be dialled from anywhere, as E.164; None if it is none."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if number.extension or not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_short_code(dialled: str) -> bool:
    """Tell whether a number works inside the country only."""
    return _SHORT.fullmatch(dialled) is not None


LONG_SHORT_CODE = 5
"""Short numbers of five digits are written in two groups."""


def phone_text(dialled: str) -> str:
    """Write a dialled number as people read it: +7 727 311 01 26, 111, 116-16."""
    if not dialled.startswith("+"):
        return f"{dialled[:3]}-{dialled[3:]}" if len(dialled) == LONG_SHORT_CODE else dialled
    try:
        number = phonenumbers.parse(dialled)
    except phonenumbers.NumberParseException:
        return dialled
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL).replace("-", " ")


def whatsapp_url(dialled: str) -> str:
    """Return the address that opens a chat with an E.164 number."""
    return f"https://wa.me/{dialled.removeprefix('+')}"
