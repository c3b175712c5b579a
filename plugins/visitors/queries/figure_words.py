"""The words of a figure in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass

from platform_core.sdk import current_locale
from plugins.visitors import data
from plugins.visitors.policy.figures import FigureDefinition, FigureKind


@dataclass(frozen=True, slots=True)
class FigureWords:
    """What a figure is called, how it is counted, and the names of its kinds."""

    title: str
    note: str
    unit: str
    kinds: Mapping[str, str]


def figure_words(definition: FigureDefinition) -> FigureWords:
    """Return the words of a figure."""
    language = current_locale()
    kinds = {} if definition.kinds is FigureKind.NONE else data.texts(definition.kinds.value, language)
    return FigureWords(
        data.text(f"figure.{definition.name}", language),
        data.text(f"figure_note.{definition.name}", language),
        data.text(f"figure_unit.{definition.unit.value}", language),
        kinds,
    )
