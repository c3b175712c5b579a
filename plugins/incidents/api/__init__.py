"""The module's part of the API, at `/api/v1/<branch>/incidents`; the centre's stands under `/network`."""

from plugins.incidents.api import figures, journal, network, reports
from plugins.incidents.api.blueprint import blueprint

TOPICS = (figures, journal, network, reports)

__all__ = ["TOPICS", "blueprint"]
