"""Take files from a form: each is looked at, made fit and named, before anything is written."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from typing import IO

from flask import Request
from werkzeug.datastructures import FileStorage

from platform_core.errors import InvalidInput
from platform_core.files.faults import TOO_LARGE, FileFault, refusal_text
from platform_core.files.kinds import CANNOT_NAME_ANYBODY, FileType
from platform_core.files.registry import known_attachment
from platform_core.files.sniffing import make_fit
from platform_core.hooks.manifest import AttachmentSpec
from platform_core.i18n import gettext as _

MIB = 1024 * 1024
LONGEST_NAME = 100
_PATH = re.compile(r"[\\/]")
_UNWANTED = re.compile(r"[^\w \-().,]+")


class MemoryRequest(Request):
    """A request that spools no upload to disk: what a child sends never lies there unsealed."""

    def _get_file_stream(
        self,
        total_content_length: int | None,  # noqa: ARG002 - Werkzeug's signature
        content_type: str | None,  # noqa: ARG002
        filename: str | None = None,  # noqa: ARG002
        content_length: int | None = None,  # noqa: ARG002
    ) -> IO[bytes]:
        """Give the parser memory to write a file to; the body's limit bounds it."""
        return BytesIO()


@dataclass(frozen=True, slots=True)
class ReadyFile:
    """A file fit to be kept: its content, what it is, and a harmless name ("" for none)."""

    data: bytes = field(repr=False)
    found: FileType
    name: str

    @property
    def sha256(self) -> str:
        """The hash of the content as it is kept."""
        return sha256(self.data).hexdigest()


def take_uploads(
    code: str, uploads: Iterable[FileStorage], *, name: str = "files", nameless: bool = False
) -> list[ReadyFile]:
    """Make the files of a form's field `name` ready; raise `InvalidInput` that says which are not and why.

    `nameless` is for senders whom nothing may give away: names of files are dropped, and documents,
    which carry their authors' names, are not taken. Nothing is written.
    """
    spec = known_attachment(code)
    given = [upload for upload in uploads if upload.filename]
    if len(given) > spec.most_files:
        raise InvalidInput({name: [_("At most %(most)s files at once.", most=spec.most_files)]})
    ready, reasons = [], []
    for upload in given:
        try:
            ready.append(make_ready(spec, upload.stream, upload.filename or "", nameless=nameless))
        except FileFault as fault:
            why = _reason(fault, spec, nameless=nameless)
            reasons.append(f"{safe_name(upload.filename or '', '')}: {why}")
    if reasons:
        raise InvalidInput({name: reasons})
    return ready


def ready_file(code: str, data: bytes, name: str) -> ReadyFile:
    """Make bytes that the product itself has ready to be kept; raise `FileFault`."""
    return make_ready(known_attachment(code), BytesIO(data), name)


def make_ready(spec: AttachmentSpec, source: IO[bytes], name: str, *, nameless: bool = False) -> ReadyFile:
    """Make one file ready; raise `FileFault`."""
    most = spec.most_mib * MIB
    data = source.read(most + 1)
    if len(data) > most:
        raise FileFault(TOO_LARGE)
    fit, found = make_fit(data, allowed=kinds_for(spec, nameless=nameless))
    return ReadyFile(fit, found, "" if nameless else safe_name(name, found.ending))


def kinds_for(spec: AttachmentSpec, *, nameless: bool) -> tuple[str, ...]:
    """Return the kinds of file that a sender may give."""
    return tuple(kind for kind in spec.kinds if not nameless or kind in CANNOT_NAME_ANYBODY)


def safe_name(name: str, ending: str) -> str:
    """Make a name harmless: no path, no control or direction marks, one ending that tells the truth."""
    last = _PATH.split(unicodedata.normalize("NFC", name))[-1]
    stem = last.rpartition(".")[0] if ending and "." in last else last
    shown = "".join(_harmless(stem))
    plain = " ".join(_UNWANTED.sub(" ", shown).split()).strip(". ")[: LONGEST_NAME - len(ending) - 1]
    return f"{plain or 'file'}.{ending}" if ending else plain or "file"


def _harmless(text: str) -> Iterator[str]:
    for sign in text:
        if unicodedata.category(sign)[0] != "C":
            yield sign


def _reason(fault: FileFault, spec: AttachmentSpec, *, nameless: bool) -> str:
    return refusal_text(fault.code, kinds=kinds_for(spec, nameless=nameless), most_mib=spec.most_mib)
