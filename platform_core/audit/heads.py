"""Signed heads: what a head says, how it is signed, and its copies outside the database."""

import os
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from filelock import FileLock

NO_HEAD = bytes(32)
"""What the first head names as the one before it."""
_TAIL = 65_536


@dataclass(frozen=True, slots=True)
class Head:
    """The root over the first `size` leaves of a branch's trail, signed, and the hash of the head before."""

    branch_id: UUID
    size: int
    root: bytes
    previous: bytes
    signed_at: datetime
    key_id: UUID
    signature: bytes = b""

    def statement(self) -> bytes:
        """Give the bytes that are signed."""
        at = self.signed_at.astimezone(UTC).isoformat(" ", "microseconds")[:26]
        parts = (
            self.branch_id.hex,
            str(self.size),
            self.root.hex(),
            self.previous.hex(),
            at,
            self.key_id.hex,
        )
        return "\x1f".join(("qorgau head 1", *parts)).encode()

    def digest(self) -> bytes:
        """Give the hash by which the next head names this one: 32 bytes."""
        return sha256(self.statement() + self.signature).digest()

    def signed_by(self, key: Ed25519PrivateKey) -> "Head":
        """Give this head with its signature."""
        parts = (self.branch_id, self.size, self.root, self.previous, self.signed_at, self.key_id)
        return Head(*parts, key.sign(self.statement()))

    def is_signed_by(self, public: bytes) -> bool:
        """Whether the signature is that of an Ed25519 public key of 32 bytes."""
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(self.signature, self.statement())
        except InvalidSignature:
            return False
        return True

    def to_json(self) -> bytes:
        """Write the head as one line of JSON."""
        return orjson.dumps(
            {
                "branch": self.branch_id,
                "size": self.size,
                "root": self.root.hex(),
                "previous": self.previous.hex(),
                "signed_at": self.signed_at.astimezone(UTC).isoformat(timespec="microseconds"),
                "key": self.key_id,
                "signature": b64encode(self.signature).decode(),
            }
        )

    @classmethod
    def from_json(cls, line: bytes | dict[str, Any]) -> "Head":
        """Read what `to_json` wrote; anything else raises `ValueError`."""
        try:
            told = orjson.loads(line) if isinstance(line, bytes) else line
            return cls(
                UUID(told["branch"]),
                int(told["size"]),
                bytes.fromhex(told["root"]),
                bytes.fromhex(told["previous"]),
                datetime.fromisoformat(told["signed_at"]),
                UUID(told["key"]),
                b64decode(told["signature"], validate=True),
            )
        except (KeyError, TypeError, ValueError):
            raise ValueError("no head") from None


class OutsideHeads:
    """The copies of a branch's heads in a file of their own, one line each, only ever appended to."""

    def __init__(self, folder: Path, branch_id: UUID) -> None:
        self.path = folder / f"{branch_id}.jsonl"
        self._lock = FileLock(str(folder / f".{branch_id}.lock"))

    def last_size(self) -> int:
        """Say how far the copies reach; 0 without any."""
        if not self.path.exists():
            return 0
        with self.path.open("rb") as file:
            file.seek(max(0, self.path.stat().st_size - _TAIL))
            lines = [line for line in file.read().splitlines(keepends=True) if line.endswith(b"\n")]
        return Head.from_json(lines[-1]).size if lines else 0

    def append(self, heads: Iterable[Head]) -> None:
        """Copy heads that reach further than the last copy, and wait until the disk has them."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self._lock:
            self._cut_torn_line()
            last = self.last_size()
            lines = [head.to_json() + b"\n" for head in heads if head.size > last]
            if lines:
                self._write(b"".join(lines))

    def read(self) -> Sequence[Head]:
        """Read every copy; a line that is none raises `ValueError`, a torn last line is left out."""
        if not self.path.exists():
            return ()
        lines = self.path.read_bytes().splitlines(keepends=True)
        return tuple(Head.from_json(line) for line in lines if line.endswith(b"\n"))

    def _cut_torn_line(self) -> None:
        """Take away what a crash left of an unfinished line."""
        if not self.path.exists():
            return
        with self.path.open("rb+") as file:
            content = file.read()
            file.truncate(content.rfind(b"\n") + 1)

    def _write(self, lines: bytes) -> None:
        is_new = not self.path.exists()
        with self.path.open("ab") as file:
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())
        if is_new:
            _sync_folder(self.path.parent)


def _sync_folder(folder: Path) -> None:
    """Wait until the disk knows a new file's name."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
