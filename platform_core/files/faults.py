"""Why a file is not taken or cannot be shown, and the words for it."""

from typing import ClassVar

from platform_core.errors import QorgauError
from platform_core.files.kinds import DOCUMENT, FILM, PICTURE, SOUND
from platform_core.i18n import format_list
from platform_core.i18n import gettext as _

EMPTY, TOO_LARGE, DAMAGED, TOO_MANY_PIXELS = "empty", "too_large", "damaged", "too_many_pixels"
UNKNOWN, ARCHIVE, PROGRAM, NOT_HERE = "unknown", "archive", "program", "not_here"
NO_ROOM = "no_room"


class FileFault(ValueError):
    """Refuse one file; `code` is one of the codes of this module."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class AttachmentUnreadable(QorgauError):
    """Say that a file cannot be shown whole, and so not at all; the trail has been told."""

    status: ClassVar[int] = 500
    default_code: ClassVar[str] = "attachment_unreadable"


def refusal_text(code: str, *, kinds: tuple[str, ...], most_mib: int) -> str:
    """Say in the reader's words why a file was not taken, and what would be."""
    taken = format_list([kind_text(kind) for kind in kinds])
    return {
        EMPTY: _("It is empty."),
        TOO_LARGE: _("It is too large: at most %(most)s MB a file.", most=most_mib),
        DAMAGED: _("It cannot be opened: it is damaged or not complete. Save or send it anew and try again."),
        TOO_MANY_PIXELS: _("The picture is too large. Take a screenshot of it and send that."),
        ARCHIVE: _("Archives are not taken. Add the files themselves."),
        PROGRAM: _("Programs are not taken."),
        NO_ROOM: _("There is no room for files just now. Your words can be sent without them."),
    }.get(code, _("This kind of file is not taken here. Taken are: %(kinds)s.", kinds=taken))


def kind_text(kind: str) -> str:
    """Name a kind of file among others, with its formats."""
    return {
        PICTURE: _("pictures (JPEG, PNG, HEIC, WebP)"),
        SOUND: _("sounds (MP3, M4A, AAC, OGG, AMR, WAV)"),
        FILM: _("short videos (MP4, MOV, 3GP)"),
        DOCUMENT: _("documents (PDF, DOCX, XLSX, TXT)"),
    }[kind]
