"""Films and sounds in boxes (MP4, MOV, 3GP, M4A): what says where, when and by what is blanked.

Nothing moves: a box of notes becomes an empty one of the same length, so every offset stays true. Tracks
of notes beside picture and sound, in which cameras write places, lose their samples too.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from platform_core.files.faults import DAMAGED, FileFault

_HEAD, _LONG_HEAD = 8, 16
_NOTES = frozenset({b"udta", b"meta", b"uuid", b"XMP_", b"xml ", b"free", b"skip", b"wide"})
_HOLDERS = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl", b"moof", b"traf", b"edts", b"dinf"})
_TIMED = frozenset({b"mvhd", b"tkhd", b"mdhd"})
_HEARD_OR_SEEN = frozenset({b"vide", b"soun"})
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class _Box:
    kind: bytes
    starts: int
    body: int
    ends: int


def blank_notes(data: bytes) -> bytes:
    """Return a film or sound without its notes; raise `FileFault` where the boxes do not add up."""
    kept = bytearray(data)
    kinds = {box.kind for box in _boxes(kept, 0, len(kept))}
    if b"ftyp" not in kinds or b"moov" not in kinds or not kinds & {b"mdat", b"moof"}:
        raise FileFault(DAMAGED)
    try:
        _clean(kept, 0, len(kept), depth=0)
    except (IndexError, ValueError):
        raise FileFault(DAMAGED) from None
    return bytes(kept)


def _boxes(data: bytearray, start: int, end: int) -> Iterator[_Box]:
    """Walk boxes that fill a stretch exactly; raise `FileFault` if they do not."""
    while start < end:
        if end - start < _HEAD:
            raise FileFault(DAMAGED)
        size, kind, head = _number(data, start, 4), bytes(data[start + 4 : start + 8]), _HEAD
        if size == 1:
            size, head = _number(data, start + _HEAD, 8), _LONG_HEAD
        elif size == 0:
            size = end - start
        if size < head or start + size > end:
            raise FileFault(DAMAGED)
        yield _Box(kind, start, start + head, start + size)
        start += size


def _clean(data: bytearray, start: int, end: int, *, depth: int) -> None:
    if depth > _DEEPEST:
        raise FileFault(DAMAGED)
    for box in list(_boxes(data, start, end)):
        if box.kind in _NOTES:
            data[box.starts + 4 : box.starts + 8] = b"free"
            _blank(data, box.body, box.ends)
        elif box.kind == b"trak" and not _is_heard_or_seen(data, box):
            _blank_samples(data, box)
            data[box.starts + 4 : box.starts + 8] = b"free"
            _blank(data, box.body, box.ends)
        elif box.kind in _HOLDERS:
            _clean(data, box.body, box.ends, depth=depth + 1)
        elif box.kind in _TIMED:
            long = data[box.body] == 1
            _blank(data, box.body + 4, min(box.ends, box.body + 4 + (16 if long else 8)))


def _is_heard_or_seen(data: bytearray, track: _Box) -> bool:
    media = _find(data, track, b"mdia")
    handler = _find(data, media, b"hdlr") if media else None
    return handler is None or bytes(data[handler.body + 8 : handler.body + 12]) in _HEARD_OR_SEEN


def _blank_samples(data: bytearray, track: _Box) -> None:
    """Blank what a track of notes points at within the file."""
    table: _Box | None = track
    for kind in (b"mdia", b"minf", b"stbl"):
        table = _find(data, table, kind) if table else None
    if table is None:
        return
    sizes = _sample_sizes(data, table)
    for offset, count in zip(_chunk_offsets(data, table), _chunk_counts(data, table), strict=False):
        length = sum(size for size, _ in zip(sizes, range(count), strict=False))
        _blank(data, min(offset, len(data)), min(offset + length, len(data)))


def _chunk_offsets(data: bytearray, table: _Box) -> list[int]:
    short, long = _find(data, table, b"stco"), _find(data, table, b"co64")
    box, width = (short, 4) if short else (long, 8)
    return _entries(data, box, width) if box else []


def _sample_sizes(data: bytearray, table: _Box) -> Iterator[int]:
    box = _find(data, table, b"stsz")
    if box is None:
        return
    same, count = _number(data, box.body + 4, 4), _number(data, box.body + 8, 4)
    for place in range(min(count, len(data))):
        yield same or _number(data, box.body + 12 + 4 * place, 4)


def _chunk_counts(data: bytearray, table: _Box) -> Iterator[int]:
    """Say for chunk after chunk how many samples it holds; the last rule goes on for ever."""
    box = _find(data, table, b"stsc")
    rules = _entries(data, box, 12) if box else []
    starts = [rule >> 64 for rule in rules]
    counts = [(rule >> 32) & 0xFFFF_FFFF for rule in rules]
    for place, count in enumerate(counts):
        chunks = starts[place + 1] - starts[place] if place + 1 < len(starts) else len(data)
        for _ in range(max(chunks, 0)):
            yield count


def _entries(data: bytearray, box: _Box, width: int) -> list[int]:
    count = min(_number(data, box.body + 4, 4), (box.ends - box.body - 8) // width)
    return [_number(data, box.body + 8 + width * place, width) for place in range(count)]


def _find(data: bytearray, within: _Box, kind: bytes) -> _Box | None:
    return next((box for box in _boxes(data, within.body, within.ends) if box.kind == kind), None)


def _number(data: bytearray, at: int, width: int) -> int:
    part = data[at : at + width]
    if len(part) != width:
        raise FileFault(DAMAGED)
    return int.from_bytes(part, "big")


def _blank(data: bytearray, start: int, end: int) -> None:
    data[start:end] = bytes(max(end - start, 0))
