"""The words of documents: where a version comes from, how somebody signed, who signs."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from platform_core.documents.versions import DocumentVersion
from platform_core.i18n import gettext as _
from platform_core.i18n import lazy_gettext as _l

ORIGIN_LABELS: Mapping[str, Any] = MappingProxyType(
    {
        "shipped": _l("Came with Qorgau"),
        "network": _l("Published by the central office"),
        "branch": _l("The branch's own"),
    }
)
METHOD_LABELS: Mapping[str, Any] = MappingProxyType(
    {
        "typed": _l("Wrote the name"),
        "drawn": _l("Wrote the name and drew"),
        "acknowledged": _l("Acknowledged"),
    }
)
SIGNER_LABELS: Mapping[str, Any] = MappingProxyType(
    {"visitor": _l("Visitor"), "person": _l("Person of the register"), "user": _l("Colleague")}
)


def version_label(number: int, origin: str) -> str:
    """Name a version: "version 3, the branch's own"."""
    return _("Version %(number)s", number=number) + f" · {ORIGIN_LABELS[origin]}"


def label_of_version(version: DocumentVersion) -> str:
    """Name a version."""
    return version_label(version.number, version.origin)
