"""Read what a scanner typed: it presses keys, while the keyboard is set to any language (A5.3)."""

from collections.abc import Mapping
from types import MappingProxyType

from platform_core.clauses import enforces

_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,./"
_RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбю."
_KAZAKH = "йцукенгшщзхъфывапролджэячсмитьбю№"
_DIGITS = "1234567890-="
_KAZAKH_DIGITS = '"әіңғ,.үұқөһ'


def _table(typed: str, keys: str) -> Mapping[int, str]:
    return MappingProxyType({ord(sign): key for sign, key in zip(typed, keys, strict=True)})


_LAYOUTS = (
    _table(_RUSSIAN, _KEYS),
    _table(_KAZAKH + _KAZAKH_DIGITS, _KEYS + _DIGITS),
)


@enforces("A5.3")
def typed_readings(text: str) -> tuple[str, ...]:
    """Give the ways to read a scanned text in small letters: as it stands, then from other layouts.

    A reading that changes nothing is left out.
    """
    readings = [text]
    for layout in _LAYOUTS:
        reading = text.translate(layout)
        if reading not in readings:
            readings.append(reading)
    return tuple(readings)
