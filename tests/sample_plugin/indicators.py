"""The figures of notes for the central office."""

from platform_core.sdk import IndicatorSpec, Measure, Period
from platform_core.sdk import lazy_gettext as _l
from tests.sample_plugin.models import SampleNote
from tests.sample_plugin.queries import count_by_kind

NOTES = "sample.notes"

INDICATORS: tuple[IndicatorSpec, ...] = (
    IndicatorSpec(
        NOTES, _l("Notes written"), _l("notes"), "flow", by_kind=True, sources=(SampleNote,), clause="P31"
    ),
)


def measure(period: Period) -> tuple[Measure, ...]:
    """Measure a quarter of the branch at hand."""
    by_kind = count_by_kind(period)
    return (Measure(NOTES, sum(by_kind.values()), by_kind),)
