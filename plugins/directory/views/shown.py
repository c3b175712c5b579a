"""An entry as its page shows it: the view of its document with the words of its codes."""

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from platform_core.sdk import SYSTEM_ACTOR, current_locale
from platform_core.sdk import gettext as _
from plugins.directory.policy.visibility import due_on
from plugins.directory.queries.listing import Step
from plugins.directory.schemas.forms import LANGUAGES
from plugins.directory.schemas.hsds.nesting import Document
from plugins.directory.schemas.reading import Entry, read_entry
from plugins.directory.services.requests.answering import BY_LETTER
from plugins.directory.views.words import STATUS_TONES, TONES, listed, region_name, standing_of, words

ENDONYMS = {"kk": "Қазақша", "ru": "Русский", "en": "English"}
"""Each language by its own name."""


@dataclass(frozen=True, slots=True)
class ShownPhone:
    """One phone as its page shows it."""

    number: str
    printed: str
    href: str
    kind: str
    flags: str


@dataclass(frozen=True, slots=True)
class EntryPage:
    """An entry with words where it has codes."""

    entry: Entry
    kind: str
    region: str
    needs: str
    served: str
    visibility: str
    status: tuple[str, str]
    standing: tuple[str, str]
    renew_on: date | None
    names: tuple[tuple[str, Markup], ...]
    phones: tuple[ShownPhone, ...]


def entry_page(document: Document, *, today: date, is_local: bool = False) -> EntryPage:
    """Make what an entry's page shows, in the reader's language."""
    entry = read_entry(document, current_locale(), is_local=is_local)
    translated = (document.get("translations") or {}).get("name") or {"kk": document["name"]}
    return EntryPage(
        entry=entry,
        kind=words("kind")[entry.kind],
        region=region_name(entry.region),
        needs=listed("need", entry.needs),
        served=listed("served", entry.served),
        visibility=words("visibility")[entry.visibility],
        status=(words("status")[entry.status], STATUS_TONES[entry.status]),
        standing=standing_of(entry.verification, entry.assured_on, today),
        renew_on=due_on(entry.assured_on) if entry.assured_on else None,
        names=tuple(_name(code, translated[code]) for code in LANGUAGES if translated.get(code)),
        phones=tuple(_phones(entry)),
    )


def _name(language: str, text: str) -> tuple[str, Markup]:
    return ENDONYMS[language], Markup('<span lang="{}">{}</span>').format(language, text)


def _phones(entry: Entry) -> list[ShownPhone]:
    kinds = words("phone")
    return [
        ShownPhone(
            number=phone.number,
            printed=phone.printed,
            href=phone.href,
            kind=kinds.get(phone.type, phone.type),
            flags=listed("flag", phone.flags),
        )
        for phone in entry.phones
    ]


def shown_steps(steps: list[Step]) -> list[dict[str, object]]:
    """Return the steps of a check as the items of a timeline."""
    states, ways = words("verification"), words("way")
    return [
        {
            "at": step.made_at,
            "title": states[step.state],
            "by": _by(step.made_by),
            "text": " · ".join(part for part in (ways.get(step.way or ""), step.note) if part),
            "icon": "clipboard-check",
            "tone": TONES[step.state],
        }
        for step in steps
    ]


def _by(made_by: str) -> str:
    """Say who took a step: what answers and lapses by letter is told under a code of its own."""
    if made_by == BY_LETTER:
        return _("the organisation itself")
    return _("by itself, without an answer") if made_by == SYSTEM_ACTOR.display_name else made_by
