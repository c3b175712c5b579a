"""Input of documents: a text to publish, and the signing that any form of the product may take in."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validate

from platform_core.documents.canonical import HASH_LENGTH
from platform_core.documents.drawings import DrawingFault, read_drawing
from platform_core.documents.publishing import LONGEST_NOTE
from platform_core.documents.registry import LONGEST_BODY, LONGEST_TITLE
from platform_core.documents.signing import LONGEST_NAME, drawing_refusal
from platform_core.hooks.manifest import DocumentText
from platform_core.i18n import LANGUAGES
from platform_core.i18n import lazy_gettext as _l
from platform_core.web.fields import TidyText
from platform_core.web.validation import InputSchema

_HASH = rf"[0-9a-fA-F]{{{HASH_LENGTH}}}"


class DrawingField(fields.String):
    """A signature drawn on the pad of `core/documents/signing.html`; bytes as they are kept."""

    def _deserialize(self, value: Any, *args: Any, **options: Any) -> Any:
        try:
            return read_drawing(super()._deserialize(value, *args, **options)).to_bytes()
        except DrawingFault as fault:
            raise ValidationError(drawing_refusal(fault)) from None


class SigningSchema(InputSchema):
    """The fields of `signing_fields`: put it among the bases of the schema of the form that signs."""

    signature_language = fields.String(required=True, validate=validate.OneOf(tuple(LANGUAGES)))
    signature_hash = fields.String(required=True, validate=validate.Regexp(f"^{_HASH}$"))
    signature_name = TidyText(
        required=True,
        validate=validate.Length(min=2, max=LONGEST_NAME),
        metadata={"label": _l("Your name")},
    )
    signature_drawing = DrawingField(load_default=None, metadata={"label": _l("Your signature")})


def signing_answers(data: Mapping[str, Any]) -> dict[str, Any]:
    """Turn what a `SigningSchema` read into the arguments of `sign_document`."""
    drawing: bytes | None = data["signature_drawing"]
    return {
        "language": data["signature_language"],
        "shown_hash": data["signature_hash"],
        "name": data["signature_name"],
        "method": "typed" if drawing is None else "drawn",
        "drawing": drawing,
    }


class AcknowledgeSchema(InputSchema):
    """A colleague's own acknowledgement: which text was on the screen."""

    signature_language = fields.String(required=True, validate=validate.OneOf(tuple(LANGUAGES)))
    signature_hash = fields.String(required=True, validate=validate.Regexp(f"^{_HASH}$"))


def _title(label: Any) -> TidyText:
    return TidyText(required=True, validate=validate.Length(max=LONGEST_TITLE), metadata={"label": label})


def _body(label: Any) -> TidyText:
    return TidyText(required=True, validate=validate.Length(max=LONGEST_BODY), metadata={"label": label})


class PublishSchema(InputSchema):
    """A new text in all three languages, with what changed; `replaces` is the number that was read."""

    title_kk = _title(_l("Title in Kazakh"))
    body_kk = _body(_l("Text in Kazakh"))
    title_ru = _title(_l("Title in Russian"))
    body_ru = _body(_l("Text in Russian"))
    title_en = _title(_l("Title in English"))
    body_en = _body(_l("Text in English"))
    note = TidyText(
        required=True, validate=validate.Length(max=LONGEST_NOTE), metadata={"label": _l("What changes")}
    )
    replaces = fields.Integer(required=True)
    step = fields.String(load_default="preview", validate=validate.OneOf(("preview", "publish")))


def texts_of(data: Mapping[str, Any]) -> dict[str, DocumentText]:
    """Gather the texts that a `PublishSchema` read."""
    return {
        language: DocumentText(data[f"title_{language}"], data[f"body_{language}"]) for language in LANGUAGES
    }
