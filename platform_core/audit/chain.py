"""Checking leaves and heads as they are read, batch by batch; pure, and the same offline."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, NamedTuple
from uuid import UUID

from platform_core.audit.heads import NO_HEAD, Head
from platform_core.audit.merkle import Frontier
from platform_core.audit.report import Findings, What

_LOST = bytes(32)
"""Stands for a leaf that is gone, so that the others keep their places."""
_POSITION: Final = 0
_HASH: Final = 2
_IS_FLAWED: Final = 3


class Sealed(NamedTuple):
    """A leaf as it is stored, with its entry's text and code, both None where the entry is gone.

    Any tuple of this shape will do: a million are read, and only those with a fault are named.
    """

    position: int
    entry_id: str
    hash: bytes
    is_flawed: bool
    text: str | None
    mac: bytes | None


def check_heads(heads: Sequence[Head], public_keys: Mapping[UUID, bytes], findings: Findings) -> list[Head]:
    """Check signatures and that each head names the one before; return those that can be trusted.

    A head that a trusted one names is what it was when that one was signed, signature and all: only the
    newest, and those before a broken link, have their signatures computed.
    """
    digests = [NO_HEAD, *(head.digest() for head in heads)]
    trusted: list[Head] = []
    named: bytes | None = None
    for place in range(len(heads) - 1, -1, -1):
        head, public = heads[place], public_keys.get(heads[place].key_id)
        if public is None or not (digests[place + 1] == named or head.is_signed_by(public)):
            findings.add(What.HEAD_FORGED, head.size)
            named = None
            continue
        if head.previous != digests[place]:
            findings.add(What.HEAD_MISSING, head.size)
        trusted.append(head)
        named = head.previous
    trusted.reverse()
    return trusted


@dataclass(slots=True)
class LeafCheck:
    """Follow the log from its first leaf and hold it against trusted heads, in order of size.

    `entries` counts those that stand behind their leaves.
    `peaks` gives the stored subtrees of a head by its size: behind a broken stretch the check goes on
    from there, so that one fault does not hide the next. `suspects` are the stretches (from, to) whose
    leaves agree with their entries but not with their head: leaf and entry were rewritten together.
    """

    heads: Sequence[Head]
    findings: Findings
    peaks: Mapping[int, bytes] = field(default_factory=dict)
    size: int = 0
    entries: int = 0
    suspects: list[tuple[int, int]] = field(default_factory=list)
    _frontier: Frontier = field(default_factory=Frontier)
    _next: int = 0
    _since: int = 0
    _is_broken: bool = False
    _gaps: list[int] = field(default_factory=list)

    def take(self, leaves: Sequence[Sealed]) -> None:
        """Check the next leaves, in the order of their positions."""
        hashes = self._hashes(leaves)
        start, done = self.size, 0
        while self._next < len(self.heads) and self.heads[self._next].size <= start + len(hashes):
            head = self.heads[self._next]
            self._grow(hashes[done : head.size - start])
            done = head.size - start
            self._compare(head)
            self._next += 1
        self._grow(hashes[done:])

    def finish(self) -> None:
        """Say what is missing at the end, or stands there unsigned."""
        signed = self.heads[-1].size if self.heads else 0
        if self.size < signed:
            self.findings.add(What.LOG_CUT_OFF, signed)
        elif self.size > signed:
            self.findings.add(What.LEAVES_UNSIGNED, signed)

    def _hashes(self, leaves: Sequence[Sealed]) -> list[bytes]:
        if not leaves:
            return []
        stored, computed = [leaf[_HASH] for leaf in leaves], _computed(leaves)
        self.entries += len(leaves) - computed.count(_LOST)
        if stored != computed or any(leaf[_IS_FLAWED] for leaf in leaves):
            self._find_faults(leaves, computed)
        if leaves[-1][_POSITION] != self.size + len(leaves) - 1:
            return self._with_gaps(leaves)
        return stored

    def _find_faults(self, leaves: Sequence[Sealed], hashes: Sequence[bytes]) -> None:
        for leaf, computed in zip(map(Sealed._make, leaves), hashes, strict=True):
            if leaf.text is None:
                self.findings.add(What.ENTRY_MISSING, leaf.position, leaf.entry_id)
            elif leaf.hash != computed:
                self.findings.add(What.ENTRY_CHANGED, leaf.position, leaf.entry_id)
            elif leaf.is_flawed:
                self.findings.add(What.ENTRY_FORGED, leaf.position, leaf.entry_id)

    def _with_gaps(self, leaves: Sequence[Sealed]) -> list[bytes]:
        """Keep the places of lost leaves as far as heads were signed, and say which they are."""
        hashes: list[bytes] = []
        signed = self.heads[-1].size if self.heads else 0
        for leaf in map(Sealed._make, leaves):
            while self.size + len(hashes) < min(leaf.position, signed):
                self._gaps.append(self.size + len(hashes))
                self.findings.add(What.LEAF_MISSING, self.size + len(hashes))
                hashes.append(_LOST)
            hashes.append(leaf.hash)
        return hashes

    def _grow(self, hashes: list[bytes]) -> None:
        self._frontier = self._frontier.extend(hashes)
        self.size = self._frontier.size

    def _compare(self, head: Head) -> None:
        if self._frontier.root() != head.root:
            has_gap = any(self._since <= gap < head.size for gap in self._gaps)
            if not (self._is_broken or has_gap):
                self.findings.add(What.LEAVES_REWRITTEN, head.size)
                self.suspects.append((self._since, head.size))
            self._is_broken = not self._resume(head)
        else:
            self._is_broken = False
        self._since = head.size

    def _resume(self, head: Head) -> bool:
        """Go on from the stored subtrees of a head if they are what it was signed over."""
        try:
            stored = Frontier.from_bytes(head.size, self.peaks.get(head.size, b""))
        except ValueError:
            return False
        if stored.root() != head.root:
            return False
        self._frontier = stored
        return True


def _computed(leaves: Sequence[Sealed]) -> list[bytes]:
    """Hash every leaf anew, as `leaf_hash(leaf_bytes(…))` does, without a call for each."""
    return [
        _LOST
        if text is None or mac is None
        else sha256(b"\x00" + text.encode() + mac + (b"\x01" if is_flawed else b"\x00")).digest()
        for _, _, _, is_flawed, text, mac in leaves
    ]
