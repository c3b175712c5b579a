"""The kinds of file that are taken, each with the one name and ending under which it is given out."""

from dataclasses import dataclass

PICTURE, SOUND, FILM, DOCUMENT = "picture", "sound", "film", "document"
KINDS = (PICTURE, SOUND, FILM, DOCUMENT)
CANNOT_NAME_ANYBODY = (PICTURE, SOUND, FILM)
"""Kinds that are made anew without what cameras, recorders and programs add; documents name their authors."""

_OFFICE = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True, slots=True)
class FileType:
    """One type of file: `found_as` are the endings by which its content is recognised."""

    media_type: str
    ending: str
    kind: str
    found_as: frozenset[str]


def _type(media_type: str, ending: str, kind: str, *found_as: str) -> FileType:
    return FileType(media_type, ending, kind, frozenset(found_as or (f".{ending}",)))


JPEG = _type("image/jpeg", "jpg", PICTURE, ".jpg", ".jpeg", ".jfif", ".jpe")
PNG = _type("image/png", "png", PICTURE)
WEBP = _type("image/webp", "webp", PICTURE)
HEIC = _type("image/heic", "heic", PICTURE, ".heic", ".heif")
MP3 = _type("audio/mpeg", "mp3", SOUND, ".mp3", ".mpga")
M4A = _type("audio/mp4", "m4a", SOUND, ".m4a", ".f4a")
AAC = _type("audio/aac", "aac", SOUND)
OGG = _type("audio/ogg", "ogg", SOUND, ".ogg", ".oga", ".opus")
AMR = _type("audio/amr", "amr", SOUND)
WAV = _type("audio/wav", "wav", SOUND)
MP4 = _type("video/mp4", "mp4", FILM, ".mp4", ".m4v")
MOV = _type("video/quicktime", "mov", FILM)
THREE_GP = _type("video/3gpp", "3gp", FILM, ".3gp", ".3ga", ".3g2")
PDF = _type("application/pdf", "pdf", DOCUMENT)
DOCX = _type(f"{_OFFICE}.wordprocessingml.document", "docx", DOCUMENT)
XLSX = _type(f"{_OFFICE}.spreadsheetml.sheet", "xlsx", DOCUMENT)
TEXT = _type("text/plain", "txt", DOCUMENT)

BY_CONTENT = (JPEG, PNG, WEBP, HEIC, M4A, MP4, MOV, THREE_GP, OGG, AMR, WAV, MP3, AAC, PDF, DOCX, XLSX)
"""Types with marks of their own; text has none and is tried last."""

ALL_TYPES = {one.media_type: one for one in (*BY_CONTENT, TEXT)}
KEPT_AS = {PNG: PNG, JPEG: JPEG, WEBP: JPEG, HEIC: JPEG}
"""What a picture becomes: screenshots stay sharp, everything else is a photograph."""

ENDINGS = {
    kind: tuple(dict.fromkeys(f".{one.ending}" for one in ALL_TYPES.values() if one.kind == kind))
    for kind in KINDS
}


def accepted(kinds: tuple[str, ...]) -> str:
    """Say to a browser which files to offer, by type and by ending.

    Without HEIC an iPhone sends a JPEG by itself, so it is not offered: those who have one may send it.
    """
    wildcards = {PICTURE: "image/jpeg,image/png,image/webp", SOUND: "audio/*", FILM: "video/*"}
    return ",".join(wildcards.get(kind) or ",".join(ENDINGS[kind]) for kind in kinds)
