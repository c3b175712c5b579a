"""Verifying an export without the database: from its lines, its keys and, if at hand, copied heads."""

from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain, islice
from typing import Any
from uuid import UUID

import orjson

from platform_core.audit.chain import LeafCheck, Sealed, check_heads
from platform_core.audit.entries import leaf_bytes, text_of_fields
from platform_core.audit.heads import Head
from platform_core.audit.merkle import leaf_hash, verify_inclusion
from platform_core.audit.report import Fault, Findings, What

_BATCH = 10_000


class ExportUnreadable(ValueError):
    """Say which line of an export is none."""


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What a check of an export found; `keys` are the fingerprints to compare with the branch's own."""

    branch_id: UUID
    size: int
    entries: int
    heads: int
    keys: tuple[str, ...]
    faults: tuple[Fault, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.faults


def fingerprint(public: bytes) -> str:
    """Give a public key's fingerprint: the first 32 hexadecimal digits of its SHA-256, in fours."""
    digits = sha256(public).hexdigest()[:32]
    return " ".join(digits[at : at + 4] for at in range(0, 32, 4))


def verify_export(lines: Iterable[bytes], *, copies: Sequence[Head] = ()) -> ExportReport:
    """Check an export; `copies` are heads kept elsewhere. Raises `ExportUnreadable`."""
    parts, findings = _parts(lines), Findings()
    about = _about(next(parts, ("", {})))
    heads, first = _heads(parts)
    trusted = check_heads(heads, about.keys, findings)
    _check_copies(heads, copies, findings)
    entries = chain(first, (told for _, told in parts))
    check = _check_whole if about.is_whole else _check_proven
    count = check(entries, trusted, findings)
    marks = tuple(fingerprint(public) for public in about.keys.values())
    faults = tuple(dict.fromkeys(findings.faults))
    size = heads[-1].size if heads else 0
    return ExportReport(about.branch_id, size, count, len(heads), marks, faults)


@dataclass(frozen=True, slots=True)
class _About:
    branch_id: UUID
    is_whole: bool
    keys: Mapping[UUID, bytes]


def _about(part: tuple[str, Mapping[str, Any]]) -> _About:
    kind, told = part
    try:
        if kind != "trail" or told["format"] != 1:
            raise ValueError
        keys = {UUID(key_id): b64decode(public, validate=True) for key_id, public in told["keys"].items()}
        return _About(UUID(told["branch"]), bool(told["is_whole"]), keys)
    except (AttributeError, KeyError, TypeError, ValueError):
        raise ExportUnreadable("line 1 is not the beginning of an export") from None


def _parts(lines: Iterable[bytes]) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, line in enumerate(lines, 1):
        try:
            told = orjson.loads(line)
            yield told["kind"], told
        except (KeyError, TypeError, ValueError):
            raise ExportUnreadable(f"line {number} is not a line of an export") from None


def _heads(parts: Iterator[tuple[str, dict[str, Any]]]) -> tuple[list[Head], list[dict[str, Any]]]:
    """Read the heads, and the first entry behind them if there is one."""
    heads: list[Head] = []
    for kind, told in parts:
        if kind != "head":
            return heads, [told]
        try:
            heads.append(Head.from_json(told))
        except ValueError:
            raise ExportUnreadable("a head of the export cannot be read") from None
    return heads, []


def _check_copies(heads: Sequence[Head], copies: Sequence[Head], findings: Findings) -> None:
    known = {head.size: head for head in heads}
    for copy in copies:
        if copy.size > max(known, default=0):
            findings.add(What.LOG_CUT_OFF, copy.size)
        elif known.get(copy.size) != copy:
            findings.add(What.HEAD_NOT_AS_COPIED, copy.size)


def _check_whole(entries: Iterator[dict[str, Any]], heads: Sequence[Head], findings: Findings) -> int:
    check = LeafCheck(heads, findings)
    count = 0
    while batch := [_sealed(told) for told in islice(entries, _BATCH)]:
        count += len(batch)
        check.take(batch)
    check.finish()
    return count


def _check_proven(entries: Iterator[dict[str, Any]], heads: Sequence[Head], findings: Findings) -> int:
    count = 0
    for told in entries:
        count += 1
        leaf = _sealed(told)
        text, mac = leaf.text or "", leaf.mac or b""
        digest = leaf_hash(leaf_bytes(text, mac, is_flawed=leaf.is_flawed))
        proof = [bytes.fromhex(sibling) for sibling in told.get("proof", ())]
        if not heads or not verify_inclusion(digest, leaf.position, heads[-1].size, proof, heads[-1].root):
            findings.add(What.ENTRY_CHANGED, leaf.position, leaf.entry_id)
        elif leaf.is_flawed:
            findings.add(What.ENTRY_FORGED, leaf.position, leaf.entry_id)
    return count


def _sealed(told: Mapping[str, Any]) -> Sealed:
    try:
        fields, mac = told["fields"], told["mac"]
        return Sealed(
            int(told["position"]),
            str(UUID(told["id"])),
            bytes.fromhex(told["hash"]),
            bool(told["is_flawed"]),
            text_of_fields(fields) if fields is not None else None,
            bytes.fromhex(mac) if mac is not None else None,
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        raise ExportUnreadable("an entry of the export cannot be read") from None
