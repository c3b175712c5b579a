"""The directory as a workbook for people."""

from collections.abc import Callable, Iterable, Mapping

from platform_core.sdk import REGIONS, Column, xlsx_bytes
from platform_core.sdk import gettext as _
from plugins.directory.schemas.hsds.nesting import Document
from plugins.directory.schemas.reading import Entry, read_entry

Words = Callable[[str], Mapping[str, str]]


def entries_workbook(documents: Iterable[Document], language: str, *, words: Words, note: str) -> bytes:
    """Write entries as XLSX, one a row; `words` gives the words of a group of codes."""
    columns = [
        Column("name", _("Name")),
        Column("kind", _("Kind")),
        Column("region", _("Region")),
        Column("address", _("Address")),
        Column("phones", _("Phones")),
        Column("printed", _("Phones as printed")),
        Column("emails", _("E-mail")),
        Column("url", _("Site")),
        Column("needs", _("Needs")),
        Column("visibility", _("Who sees it")),
        Column("status", _("Does it work")),
        Column("verification", _("Check")),
        Column("assured_on", _("Confirmed on")),
    ]
    rows = [_row(read_entry(one, language), language, words) for one in documents]
    return xlsx_bytes(columns, rows, title=_("Directory of help"), notes=[note])


def _row(entry: Entry, language: str, words: Words) -> dict[str, object]:
    region = REGIONS.get(entry.region)
    return {
        "name": entry.name,
        "kind": words("kind")[entry.kind],
        "region": region.name(language) if region else _("Whole country"),
        "address": "; ".join(entry.addresses),
        "phones": ", ".join(phone.number for phone in entry.callable_phones),
        "printed": "; ".join(phone.printed for phone in entry.phones),
        "emails": ", ".join(entry.emails),
        "url": entry.url,
        "needs": ", ".join(words("need").get(code, code) for code in entry.needs),
        "visibility": words("visibility")[entry.visibility],
        "status": words("status")[entry.status],
        "verification": words("verification")[entry.verification],
        "assured_on": entry.assured_on,
    }
