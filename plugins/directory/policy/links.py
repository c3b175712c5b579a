"""Pure: which addresses are public, what a site's answer means, and when people are told (P47)."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_address

from platform_core.clauses import enforces

TOLD_AFTER = 3
"""After how many weekly tries without an answer in a row people are told."""

_MISSING = frozenset({404, 410})
_SERVER_FAULTS = 500


class Answer(StrEnum):
    """What came of asking a site; only the first means that the entry's link is good."""

    ANSWERED = "answered"
    MISSING = "missing"
    SILENT = "silent"
    REFUSED = "refused"


def is_public(address: str) -> bool:
    """Tell whether an IP address belongs to the open internet, so that asking it reaches nobody's inside."""
    try:
        found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1]
        if inner is not None:
            return inner.is_global and not inner.is_multicast
    return found.is_global and not found.is_multicast


def meaning_of(status: int) -> Answer:
    """Say what an HTTP status means: whoever asks for a login or refuses robots is there."""
    if status in _MISSING:
        return Answer.MISSING
    return Answer.SILENT if status >= _SERVER_FAULTS else Answer.ANSWERED


@enforces("P47")
def counted(before: Mapping[str, int], answers: Mapping[str, Answer]) -> dict[str, int]:
    """Count the tries without a good answer in a row, by address."""
    return {
        url: 0 if answer is Answer.ANSWERED else before.get(url, 0) + 1 for url, answer in answers.items()
    }


def is_told(failures: int) -> bool:
    """Tell whether people are told that a site does not answer."""
    return failures >= TOLD_AFTER


def next_to_ask(urls: Iterable[str], asked: Mapping[str, object]) -> list[str]:
    """Put addresses in the order in which they are asked: first those never asked, then the longest ago."""
    known = dict.fromkeys(urls)
    new = [url for url in known if url not in asked]
    old = sorted((url for url in known if url in asked), key=lambda url: (str(asked[url]), url))
    return [*new, *old]
