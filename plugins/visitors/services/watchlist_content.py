"""What a watch-list keeps of somebody: sealed as one text, found by keyed hashes of words of the name."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from platform_core.sdk import blind_index, network_index
from plugins.visitors.models import Visitor
from plugins.visitors.policy.matching import Person
from plugins.visitors.policy.names.words import Name, block_keys, pair_keys, read_name

_BRANCH_KEY, _NETWORK_KEY = "visitors.watchlist.name", "visitors.network.name"
_PRINT = "visitors.watchlist.visitor"
MOST_KEYS = 200


@dataclass(frozen=True, slots=True)
class Watched:
    """Who somebody on a list is: the spellings of the name and the birth date; `reason` of the network's."""

    names: tuple[str, ...]
    birth_date: date | None = None
    reason: str = ""

    def packed(self) -> str:
        """Write it as the text that is sealed."""
        born = self.birth_date.isoformat() if self.birth_date else None
        return json.dumps({"names": self.names, "born": born, "reason": self.reason}, ensure_ascii=False)

    def profile(self, identity: bytes | None) -> Person:
        """Give what the comparison takes; `identity` is the hash by the register's own key."""
        return Person(tuple(read_name(name) for name in self.names), self.birth_date, identity)


def unpack(text: str) -> Watched:
    """Read what `Watched.packed` wrote."""
    found = json.loads(text)
    born = date.fromisoformat(found["born"]) if found["born"] else None
    return Watched(tuple(found["names"]), born, found["reason"])


def branch_keys(names: Iterable[Name]) -> frozenset[bytes]:
    """Hash the words of names by the branch's key, for its own list."""
    keys = sorted({key for name in names for key in block_keys(name)})
    return frozenset(blind_index(key, purpose=_BRANCH_KEY) for key in keys[:MOST_KEYS])


def network_keys(names: Iterable[Name]) -> frozenset[bytes]:
    """Hash every two words of names by the network's key, for the register of all branches."""
    keys = sorted({key for name in names for key in pair_keys(name)})
    return frozenset(network_index(key, purpose=_NETWORK_KEY) for key in keys[:MOST_KEYS])


def visitor_name(visitor: Visitor) -> Name:
    """Read a visitor's name for comparison."""
    return read_name(visitor.family_name, visitor.given_name, visitor.patronymic)


def visitor_print(visitor: Visitor) -> bytes:
    """Hash what a visitor is known by: once it changes, what was judged of it is judged anew."""
    known = (
        visitor.family_name, visitor.given_name, visitor.patronymic or "",
        visitor.birth_date.isoformat() if visitor.birth_date else "",
        visitor.identity_index.hex() if visitor.identity_index else "",
    )  # fmt: skip
    return blind_index(json.dumps(known, ensure_ascii=False), purpose=_PRINT)
