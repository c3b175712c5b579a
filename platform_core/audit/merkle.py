"""The Merkle tree of RFC 9162: hashes, roots, proofs and their verification; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()


class ProofImpossible(ValueError):
    """Say that a proof was asked for positions outside the tree."""


def leaf_hash(data: bytes) -> bytes:
    """Hash one entry's bytes as a leaf (RFC 9162 §2.1.1): 32 bytes."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two 32-byte subtrees into their parent: 32 bytes."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True)
class Frontier:
    """Hold the roots of the perfect subtrees of a log, largest first: all that appending needs."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.peaks) != self.size.bit_count():
            raise ValueError("a log of this size has another number of subtrees")

    def extend(self, leaves: Iterable[bytes]) -> Frontier:
        """Append leaf hashes in order; the cost is one node hash a leaf plus O(log n)."""
        nodes = list(leaves)
        size = self.size + len(nodes)
        waiting = list(self.peaks)
        grown: list[bytes] = []
        level = 0
        # A binary counter: a waiting subtree of this height joins from the left, an odd one stays.
        while nodes:
            if self.size >> level & 1:
                nodes.insert(0, waiting.pop())
            if len(nodes) & 1:
                grown.append(nodes.pop())
            nodes = _parents(nodes)
            level += 1
        return Frontier(size, (*waiting, *reversed(grown)))

    def append(self, leaf: bytes) -> Frontier:
        """Append one leaf hash."""
        return self.extend((leaf,))

    def root(self) -> bytes:
        """Give the root of the whole log: 32 bytes."""
        if not self.peaks:
            return EMPTY_ROOT
        result = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            result = node_hash(peak, result)
        return result

    def to_bytes(self) -> bytes:
        """Give the subtree roots as one string of 32-byte pieces, for storing beside the size."""
        return b"".join(self.peaks)

    @classmethod
    def from_bytes(cls, size: int, stored: bytes) -> Frontier:
        """Read what `to_bytes` gave; a wrong length for this size raises ValueError."""
        if len(stored) % HASH_SIZE:
            raise ValueError("stored subtrees are cut off")
        pieces = range(0, len(stored), HASH_SIZE)
        return cls(size, tuple(stored[at : at + HASH_SIZE] for at in pieces))


def _parents(nodes: list[bytes]) -> list[bytes]:
    pairs = iter(nodes)
    return [sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=True)]


def root_of(leaves: Iterable[bytes]) -> bytes:
    """Give the root over leaf hashes in order: 32 bytes."""
    return Frontier().extend(leaves).root()


def _split(size: int) -> int:
    """Give the largest power of two below `size` (§2.1.1)."""
    return 1 << (size - 1).bit_length() - 1


class Tree:
    """Hold every node of a log, for proving many leaves; a lone last node rises as it is."""

    def __init__(self, leaves: Iterable[bytes]) -> None:
        self._levels = [list(leaves)]
        while len(self._levels[-1]) > 1:
            below = self._levels[-1]
            lone = below[-1:] if len(below) & 1 else []
            self._levels.append(_parents(below[: len(below) - len(lone)]) + lone)

    def inclusion_proof(self, index: int) -> tuple[bytes, ...]:
        """Prove that leaf `index` stands in the log (§2.1.3.1); sibling hashes, lowest first."""
        if not 0 <= index < len(self._levels[0]):
            raise ProofImpossible("no such leaf")
        path = []
        for level in self._levels[:-1]:
            sibling = index ^ 1
            if sibling < len(level):
                path.append(level[sibling])
            index >>= 1
        return tuple(path)


def inclusion_proof(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """Prove that leaf `index` stands in the log over `leaves` (§2.1.3.1); sibling hashes, lowest first."""
    return Tree(leaves).inclusion_proof(index)


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Check an inclusion proof against a root (§2.1.3.2)."""
    if not 0 <= index < size:
        return False
    position, last, result = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            result = node_hash(sibling, result)
            position, last = _climb_while_left(position, last)
        else:
            result = node_hash(result, sibling)
        position >>= 1
        last >>= 1
    return last == 0 and result == root


def _climb_while_left(position: int, last: int) -> tuple[int, int]:
    while not position & 1 and position:
        position >>= 1
        last >>= 1
    return position, last


def consistency_proof(leaves: Sequence[bytes], first: int) -> tuple[bytes, ...]:
    """Prove that the log over `leaves` only grew since it held `first` of them (§2.1.4.1)."""
    if not 0 < first <= len(leaves):
        raise ProofImpossible("the older log is empty or longer than the newer one")
    path: list[bytes] = []
    low, high, whole = 0, len(leaves), True
    while first - low != high - low:
        middle = low + _split(high - low)
        if first <= middle:
            path.append(root_of(leaves[middle:high]))
            high = middle
        else:
            path.append(root_of(leaves[low:middle]))
            low, whole = middle, False
    if not whole:
        path.append(root_of(leaves[low:high]))
    return tuple(reversed(path))


def verify_consistency(
    first: int, second: int, proof: Sequence[bytes], *, first_root: bytes, second_root: bytes
) -> bool:
    """Check that the log with `second_root` only grew since `first_root` (§2.1.4.2)."""
    if not 0 < first <= second:
        return False
    if first == second:
        return not proof and first_root == second_root
    path = list(proof)
    if first & first - 1 == 0:
        path.insert(0, first_root)
    if not path:
        return False
    older, newer, done = _fold_consistency(first, second, path)
    return done and older == first_root and newer == second_root


def _fold_consistency(first: int, second: int, path: Sequence[bytes]) -> tuple[bytes, bytes, bool]:
    position, last = first - 1, second - 1
    while position & 1:
        position >>= 1
        last >>= 1
    older = newer = path[0]
    for sibling in path[1:]:
        if last == 0:
            return older, newer, False
        if position & 1 or position == last:
            older, newer = node_hash(sibling, older), node_hash(sibling, newer)
            position, last = _climb_while_left(position, last)
        else:
            newer = node_hash(newer, sibling)
        position >>= 1
        last >>= 1
    return older, newer, last == 0
