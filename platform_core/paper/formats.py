"""The sizes of paper that the product prints on."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

FormatName = Literal["a4", "a4-landscape", "a6", "card", "badge"]


@dataclass(frozen=True, slots=True)
class Format:
    """One size of paper in millimetres; `type_scale` makes its letters smaller or larger than on A4."""

    width: float
    height: float
    margin: float
    type_scale: float
    has_footer: bool


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "a4": Format(210, 297, 18, 1.0, has_footer=True),
        "a4-landscape": Format(297, 210, 15, 1.0, has_footer=True),
        "a6": Format(105, 148, 8, 0.85, has_footer=True),
        "card": Format(85, 54, 4, 0.72, has_footer=False),
        "badge": Format(90, 60, 4, 0.72, has_footer=False),
    }
)
"""By name: `card` is that of a bank (85 × 54), `badge` fits the common plastic pocket (90 × 60)."""
