"""The reference of kinds: what each looks like, where it comes from and what it does (A1)."""

from dataclasses import dataclass
from typing import Any

from platform_core.sdk import current_locale
from plugins.incidents import data
from plugins.incidents.policy.classification import Kind, forms_of, reference_kind
from plugins.incidents.views.words import options, words

_SECTIONS = ("sign_outward", "sign_behaviour", "family_factor", "consequence")


@dataclass(frozen=True, slots=True)
class KindReference:
    """One kind with its forms and what A1 lists for it; `sections` are `(group, phrases)`."""

    code: str
    name: str
    about: str
    forms: tuple[tuple[str, str], ...]
    sections: tuple[tuple[str, tuple[str, ...]], ...]


def kind_references() -> list[KindReference]:
    """Give every kind with its reference, in the reader's language."""
    names, about, forms = words("kind"), words("kind_about"), words("form")
    return [
        KindReference(
            kind.value,
            names[kind],
            about[kind],
            tuple((form.value, forms[form]) for form in forms_of(kind)),
            tuple(_sections(kind)),
        )
        for kind in Kind
    ]


def classification_choices() -> dict[str, Any]:
    """Give the choices of every question of a classification."""
    return {
        "references": kind_references(),
        "kinds": options("kind"),
        "places": options("place"),
        "settings": options("setting"),
        "urgencies": options("urgency"),
    }


def _sections(kind: Kind) -> list[tuple[str, tuple[str, ...]]]:
    source, lang = reference_kind(kind), current_locale()
    return [
        (group, data.phrases(f"{group}.{source}", lang))
        for group in _SECTIONS
        if source.value in data.keys(group)
    ]
