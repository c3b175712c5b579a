"""What an organisation sees of itself behind a letter's link, and what it may correct (P47)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import fields, validate

from platform_core.sdk import InputSchema, TidyText
from platform_core.sdk import lazy_gettext as _l
from plugins.directory.schemas.entry_form import form_values
from plugins.directory.schemas.forms import LANGUAGES, LONGEST_LINE, LONGEST_NAME, LONGEST_TEXT, SITE
from plugins.directory.schemas.hsds.nesting import Document

SPOKEN = ("name", "town", "street", "hours", "how")
"""Fields that an entry has in each language; an answer corrects them in the language of the page."""
PLACE = frozenset({"town", "street", "postal_code"})
CLOSED = "is_closed"
INACTIVE = "inactive"


def _words(label: Any, longest: int) -> TidyText:
    return TidyText(load_default="", validate=validate.Length(max=longest), metadata={"label": label})


class CorrectionSchema(InputSchema):
    """What an organisation answers: that all is right, or what it should be."""

    answer = fields.String(
        required=True,
        validate=validate.OneOf(["right", "changed"]),
        metadata={"label": _l("Your answer")},
    )
    language = fields.String(
        required=True, validate=validate.OneOf(LANGUAGES), metadata={"label": _l("Language")}
    )
    name = _words(_l("Name"), LONGEST_NAME)
    phones = _words(_l("Phones"), LONGEST_TEXT)
    email = fields.Email(
        load_default="", validate=validate.Length(max=LONGEST_LINE), metadata={"label": _l("E-mail")}
    )
    url = TidyText(load_default="", validate=[SITE, validate.Length(max=500)], metadata={"label": _l("Site")})
    town = _words(_l("Town"), LONGEST_LINE)
    street = _words(_l("Street and house"), LONGEST_NAME)
    postal_code = _words(_l("Postal code"), 20)
    hours = _words(_l("Hours"), LONGEST_LINE)
    how = _words(_l("How to turn to it"), LONGEST_TEXT)
    is_closed = fields.Boolean(load_default=False, metadata={"label": _l("We no longer do this work")})
    note = _words(_l("Anything else"), LONGEST_TEXT)


CORRECTABLE = ("name", "phones", "email", "url", "town", "street", "postal_code", "hours", "how")
"""The fields in the order of the page."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """One field that should be otherwise: `EntrySchema`'s name for it, what is there, what should be."""

    field: str
    previous: str
    proposed: str


def asked_fields(document: Document) -> tuple[str, ...]:
    """List what is asked of an entry: nothing of its place, if that must stay secret."""
    secret = PLACE if document.get("address_confidential") else frozenset()
    return tuple(name for name in CORRECTABLE if name not in secret)


def current_values(document: Document, language: str) -> dict[str, str]:
    """Return what stands in an entry, by the fields of the answer, in one language."""
    values = form_values(document)
    return {name: str(values.get(_of(name, language)) or "") for name in asked_fields(document)}


def proposals(document: Document, answer: Mapping[str, Any]) -> tuple[Proposed, ...]:
    """Compare an answer with what stands there; what is the same but for blanks is no correction."""
    language = str(answer["language"])
    found = [
        Proposed(_of(name, language), before, str(answer[name]))
        for name, before in current_values(document, language).items()
        if _plain(before) != _plain(answer[name])
    ]
    if answer[CLOSED] and document["status"] != INACTIVE:
        found.append(Proposed("status", str(document["status"]), INACTIVE))
    return tuple(found)


def _of(name: str, language: str) -> str:
    return f"{name}_{language}" if name in SPOKEN else name


def _plain(text: str) -> list[str]:
    return [line for line in (" ".join(line.split()) for line in text.splitlines()) if line]
