"""Papers to hang up and to carry: posters and cards that lead to the page of help (P32, P47)."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import render_template, request, url_for
from marshmallow import fields, validate
from werkzeug.wrappers import Response

from platform_core.sdk import (
    BranchInfo,
    InputSchema,
    NotFound,
    current_branch,
    load_form,
    pdf_response,
    phone_text,
    public_address,
    qr_svg,
    record,
    require_valid,
    requires,
    safety_contacts,
    use_locale,
)
from platform_core.sdk import gettext as _
from platform_core.sdk import lazy_gettext as _l
from plugins.directory.exports.papers import LANGUAGES, PaperFacts, PrintedNumber, cards, poster
from plugins.directory.policy.codes import Audience
from plugins.directory.queries import public as shelves
from plugins.directory.views.blueprints import blueprint
from plugins.directory.views.help_hooks import help_path

READ = "directory.entry.read"
PRINTED = "directory.paper_printed"
ALL = "all"
MOST_HOTLINES, MOST_AT_SCHOOL = 2, 2
KINDS: dict[str, Callable[[PaperFacts, Sequence[str]], bytes]] = {"poster": poster, "cards": cards}


class PaperInput(InputSchema):
    """Which paper, and in which language."""

    kind = fields.String(
        required=True, validate=validate.OneOf(tuple(KINDS)), metadata={"label": _l("Paper")}
    )
    language = fields.String(
        load_default=ALL, validate=validate.OneOf((*LANGUAGES, ALL)), metadata={"label": _l("Language")}
    )


@blueprint.get("/papers")
@requires(READ)
def papers() -> str:
    """Offer posters and cards, and show where their code leads."""
    branch = _school_at_hand()
    address = public_address(help_path(branch))
    return render_template(
        "directory/public/papers.html",
        address=address,
        code=qr_svg(address, label=_("Leads to the page of help")),
        papers=_offered(),
    )


@blueprint.get("/papers/print")
@requires(READ)
def print_paper() -> Response:
    """Give one paper as a PDF."""
    branch = _school_at_hand()
    asked = require_valid(load_form(PaperInput, request.args))
    languages = LANGUAGES if asked["language"] == ALL else (asked["language"],)
    content = KINDS[asked["kind"]](facts_of(branch), languages)
    record(PRINTED, data={"what": asked["kind"], "language": asked["language"]})
    return pdf_response(content, file_name=f"help-{asked['kind']}-{asked['language']}")


def facts_of(branch: BranchInfo) -> PaperFacts:
    """Gather what stands on the papers of a branch."""
    return PaperFacts(
        school={language: branch.name(language) for language in LANGUAGES},
        address=public_address(help_path(branch)),
        hotlines=_hotlines(branch),
        at_school=_at_school(branch),
    )


def _school_at_hand() -> BranchInfo:
    branch = current_branch()
    if branch is None or branch.is_central:
        raise NotFound
    return branch


def _offered() -> list[tuple[str, str, list[tuple[str, str]]]]:
    """List the papers with an address for each language."""
    titles = (
        ("poster", _("Poster (A4)"), _("For walls and doors.")),
        ("cards", _("Wallet cards (A4, ten to cut out)"), _("For pockets and pencil cases.")),
    )
    languages = (
        *((code, name) for code, name in zip(LANGUAGES, ("Қазақша", "Русский", "English"), strict=True)),
        (ALL, _("All three languages")),
    )
    return [
        (
            title,
            hint,
            [(name, url_for("directory.print_paper", kind=kind, language=code)) for code, name in languages],
        )
        for kind, title, hint in titles
    ]


def _hotlines(branch: BranchInfo) -> list[PrintedNumber]:
    """Choose the first hotlines of the page of help that have a number to print."""
    listed = [
        one for one in shelves.list_shown(Audience.STUDENTS) if one.is_hotline and one.is_near(branch.region)
    ]
    by_language = {language: shelves.read_entries(listed, language) for language in LANGUAGES}
    found: list[PrintedNumber] = []
    for entries in zip(*by_language.values(), strict=True):
        if entries[0].phones:
            names = {language: entry.name for language, entry in zip(LANGUAGES, entries, strict=True)}
            found.append(PrintedNumber(entries[0].phones[0].text, names))
    return found[:MOST_HOTLINES]


def _at_school(branch: BranchInfo) -> list[PrintedNumber]:
    """Choose the first contacts of the safety service; offices only, no names of people."""
    titles: dict[str, list[Any]] = {}
    for language in LANGUAGES:
        with use_locale(language, timezone=branch.timezone):
            titles[language] = [
                one for one in safety_contacts(branch, audience=Audience.STUDENTS) if one.phones
            ]
    return [
        PrintedNumber(
            phone_text(points[0].phones[0]), dict(zip(LANGUAGES, (one.name for one in points), strict=True))
        )
        for points in zip(*titles.values(), strict=True)
    ][:MOST_AT_SCHOOL]
