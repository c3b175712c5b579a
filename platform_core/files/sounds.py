"""Sounds without their tags: what a recorder or a messenger wrote beside the sound is taken away."""

from platform_core.files.faults import DAMAGED, FileFault

_ID3_HEAD, _ID3_TAIL = 10, 128
_PAGE_HEAD = 27
_WAVE_PARTS = (b"fmt ", b"fact", b"data")
_OPUS_TAGS = b"OpusTags"
_CRC_AT = 22


def bare_frames(data: bytes) -> bytes:
    """Return an MP3 or AAC without ID3 tags before and after its frames."""
    start = 0
    while data[start : start + 3] == b"ID3":
        size = data[start + 6 : start + _ID3_HEAD]
        if len(size) != 4 or max(size) > 0x7F:  # noqa: PLR2004 - four times seven bits
            raise FileFault(DAMAGED)
        start += _ID3_HEAD + (size[0] << 21 | size[1] << 14 | size[2] << 7 | size[3])
    end = len(data)
    if data[-_ID3_TAIL : -_ID3_TAIL + 3] == b"TAG":
        end -= _ID3_TAIL
    frames = data[start:end]
    if len(frames) < 4 or frames[0] != 0xFF or frames[1] & 0xE0 != 0xE0:  # noqa: PLR2004 - a frame's first bits
        raise FileFault(DAMAGED)
    return frames


def bare_wave(data: bytes) -> bytes:
    """Return a WAV with its format and sound alone."""
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise FileFault(DAMAGED)
    at, parts = 12, []
    while at + 8 <= len(data):
        kind, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        if at + 8 + size > len(data):
            raise FileFault(DAMAGED)
        if kind in _WAVE_PARTS:
            parts.append(data[at : at + 8 + size] + bytes(size % 2))
        at += 8 + size + size % 2
    if not {b"fmt ", b"data"} <= {part[:4] for part in parts}:
        raise FileFault(DAMAGED)
    body = b"WAVE" + b"".join(parts)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def bare_opus(data: bytes) -> bytes:
    """Return an Ogg of Opus whose page of tags says nothing; raise `FileFault` for any other Ogg."""
    kept, at, has_sound = bytearray(data), 0, b"OpusHead" in data[: _PAGE_HEAD + 256]
    has_tags = False
    while at < len(kept):
        body, end = _page(kept, at)
        if kept[body : body + len(_OPUS_TAGS)] == _OPUS_TAGS:
            _silence(kept, at, body, end)
            has_tags = True
        at = end
    if not (has_sound and has_tags):
        raise FileFault(DAMAGED)
    return bytes(kept)


def bare_amr(data: bytes) -> bytes:
    """Return an AMR as it is: it has no place for notes; raise `FileFault` if it is none."""
    if not data.startswith((b"#!AMR\n", b"#!AMR-WB\n")):
        raise FileFault(DAMAGED)
    return data


def _page(data: bytearray, at: int) -> tuple[int, int]:
    """Return where a page's body starts and ends."""
    if data[at : at + 4] != b"OggS" or len(data) < at + _PAGE_HEAD:
        raise FileFault(DAMAGED)
    segments = data[at + 26]
    body = at + _PAGE_HEAD + segments
    end = body + sum(data[at + _PAGE_HEAD : body])
    if end > len(data):
        raise FileFault(DAMAGED)
    return body, end


def _silence(data: bytearray, at: int, body: int, end: int) -> None:
    """Make one page of tags name no maker and no comment, at its old length, and count its sum anew."""
    room = end - body - len(_OPUS_TAGS) - 8
    if room < 0:
        raise FileFault(DAMAGED)
    data[body:end] = _OPUS_TAGS + room.to_bytes(4, "little") + b" " * room + bytes(4)
    data[at + _CRC_AT : at + _CRC_AT + 4] = bytes(4)
    data[at + _CRC_AT : at + _CRC_AT + 4] = _page_sum(data[at:end]).to_bytes(4, "little")


def _page_sum(page: bytearray) -> int:
    """Count the checksum of an Ogg page: CRC-32 of 0x04C11DB7, from zero, unreflected."""
    crc = 0
    for byte in page:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1) ^ (0x04C11DB7 if crc & 0x8000_0000 else 0)
            crc &= 0xFFFF_FFFF
    return crc
