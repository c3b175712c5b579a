"""Files of a form: what a page offers to add, and what came."""

from dataclasses import dataclass

from flask import current_app, request

from platform_core.errors import InvalidInput
from platform_core.files.faults import TOO_LARGE, kind_text, refusal_text
from platform_core.files.intake import MIB, ReadyFile, kinds_for, take_uploads
from platform_core.files.kinds import PICTURE, accepted
from platform_core.files.registry import known_attachment
from platform_core.i18n import format_list
from platform_core.i18n import gettext as _
from platform_core.web.forms import Form

FIELD = "files"
_WORDS = MIB
"""Bytes of a request that are left for its words."""


@dataclass(frozen=True, slots=True)
class UploadOffer:
    """What a page says of the files it takes, in words and to the browser; `has_camera` offers the camera.

    `most_file` and `most_all` are bytes.
    """

    limits: str
    accept: str
    has_camera: bool
    nameless: bool
    most_file: int
    most_all: int
    file_too_large: str
    all_too_large: str


def upload_offer(code: str, *, nameless: bool = False) -> UploadOffer:
    """Return what a form offers for a declaration, for the macro `upload_field`."""
    spec = known_attachment(code)
    kinds = kinds_for(spec, nameless=nameless)
    limits = _(
        "Up to %(files)s files of at most %(most)s MB each: %(kinds)s.",
        files=spec.most_files,
        most=spec.most_mib,
        kinds=format_list([kind_text(kind) for kind in kinds]),
    )
    most_all = int(current_app.config["MAX_CONTENT_LENGTH"]) - _WORDS
    return UploadOffer(
        f"{limits} {_('Together at most %(most)s MB.', most=most_all // MIB)}",
        accepted(kinds),
        has_camera=PICTURE in kinds,
        nameless=nameless,
        most_file=spec.most_mib * MIB,
        most_all=most_all,
        file_too_large=refusal_text(TOO_LARGE, kinds=kinds, most_mib=spec.most_mib),
        all_too_large=_("Together the files are too large: at most %(most)s MB.", most=most_all // MIB),
    )


def load_files(form: Form, code: str, *, name: str = FIELD, nameless: bool = False) -> list[ReadyFile]:
    """Read the files that came with a form, ready to be kept; nothing raises.

    What is wrong with which file stands in the form. If anything else is wrong with it, the form asks for
    the files once more, because no browser keeps them.
    """
    form.labels.setdefault(name, _("Files"))
    uploads = [one for one in request.files.getlist(name) if one.filename]
    was_valid = form.is_valid
    try:
        ready = take_uploads(code, uploads, name=name, nameless=nameless)
    except InvalidInput as refusal:
        form.refuse_input(refusal)
        ready = []
    if uploads and not form.is_valid and (was_valid is False or len(uploads) > 1):
        form.refuse(name, _("Then choose your files once more: the browser does not keep them."))
    return ready if form.is_valid else []
