"""The pages of help: hotlines first, then needs and regions; nothing is kept of who looks (P32, P47)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from marshmallow import fields, validate
from werkzeug.wrappers import Response

from platform_core.sdk import (
    REGIONS,
    BranchInfo,
    InputSchema,
    NotFound,
    TidyText,
    current_branch,
    current_locale,
    load_form,
    public,
    render_form,
    require_valid,
    safety_contacts,
    traceless,
    whatsapp_url,
)
from platform_core.sdk import lazy_gettext as _l
from plugins.directory.data import words
from plugins.directory.exports.vcard import MIME_TYPE, vcard_of
from plugins.directory.policy.codes import Audience, Need
from plugins.directory.queries import public as shelves
from plugins.directory.schemas.shown import ShownEntry, show_point
from plugins.directory.views.blueprints import public_blueprint

WHY = "whoever needs help finds it without an account, and nobody learns that they looked (P32, P47)"
MOST_FOUND = 20
_ASKING = (Audience.STUDENTS.value, Audience.GUARDIANS.value)


class LookInput(InputSchema):
    """Where somebody lives and who they are: codes only, as they stand in the address."""

    region = fields.String(
        load_default=None, validate=validate.OneOf(tuple(REGIONS)), metadata={"label": _l("Region")}
    )
    who = fields.String(
        load_default=Audience.STUDENTS.value,
        validate=validate.OneOf(_ASKING),
        metadata={"label": _l("Who you are")},
    )


class WordsInput(InputSchema):
    """What is searched for: it comes by POST and goes nowhere."""

    q = TidyText(required=True, validate=validate.Length(1, 100), metadata={"label": _l("What to look for")})


@dataclass(frozen=True, slots=True)
class Look:
    """Who looks, from where, in which language: nothing more is known, and this is forgotten at once."""

    branch: BranchInfo
    region: str
    audience: Audience
    language: str

    @property
    def is_for_guardians(self) -> bool:
        """Whether a parent or a guardian looks."""
        return self.audience is Audience.GUARDIANS


@public_blueprint.get("/help")
@public(WHY)
@traceless
def start() -> str:
    """Show whom to call at once, whom at school, what help there is, and who is near."""
    look = look_at_hand()
    listed = shelves.list_shown(look.audience)
    hotlines = [one for one in listed if one.is_hotline and one.is_near(look.region)]
    near = [one for one in listed if not one.is_hotline and one.region == look.region][: shelves.NEAREST]
    entries = shelves.read_entries([*hotlines, *near], look.language)
    return _page(
        "start",
        look,
        hotlines=entries[: len(hotlines)],
        near=entries[len(hotlines) :],
        school=[show_point(one) for one in safety_contacts(look.branch, audience=look.audience)],
        needs=[(code, _need(code, look), count) for code, count in shelves.count_needs(listed)],
    )


@public_blueprint.get("/help/needs/<need>")
@public(WHY)
@traceless
def need_page(need: str) -> str:
    """Show who helps with one need: near first, then elsewhere."""
    if need not in set(Need):
        raise NotFound
    look = look_at_hand()
    listed = [one for one in shelves.list_shown(look.audience) if need in one.needs]
    near = [one for one in listed if one.is_near(look.region)]
    elsewhere = shelves.count_regions(one for one in listed if not one.is_near(look.region))
    return _page(
        "need",
        look,
        heading=_need(need, look),
        need=need,
        near=shelves.read_entries(near, look.language),
        elsewhere=[
            (REGIONS[code].name(look.language), code, elsewhere[code])
            for code in REGIONS
            if code in elsewhere
        ],
    )


@public_blueprint.get("/help/<uuid:service_id>")
@public(WHY)
@traceless
def entry_page(service_id: UUID) -> str:
    """Show one entry with everything that may be known of it."""
    look = look_at_hand()
    entry = shelves.read_entry(service_id, look.audience, look.language)
    needs = [(code, _need(code, look)) for code in entry.needs if code in set(Need)]
    return _page(
        "entry", look, entry=entry, needs=needs, kind=words("kind", look.language).get(entry.kind, "")
    )


@public_blueprint.get("/help/search")
@public(WHY)
@traceless
def ask_words() -> str:
    """Ask what to look for."""
    return _page("search", look_at_hand(), form=None, found=None)


@public_blueprint.post("/help/search")
@public(WHY)
@traceless
def search() -> Response:
    """Find entries by words in any letters; they came by POST, so no address and no log has them."""
    look = look_at_hand()
    form = load_form(WordsInput, request.form)
    found: Sequence[ShownEntry] | None = None
    if form.is_valid:
        listed = shelves.find_shown(form.data["q"], look.audience, limit=MOST_FOUND)
        found = shelves.read_entries(listed, look.language)
    return render_form("directory/public/search.html", form, **_frame(look), found=found)


@public_blueprint.get("/help/<uuid:service_id>.vcf")
@public(WHY)
@traceless
def card(service_id: UUID) -> Response:
    """Give an entry as a card for the telephone's contacts."""
    look = look_at_hand()
    entry = shelves.read_entry(service_id, look.audience, look.language)
    page_url = url_for("directory_public.entry_page", service_id=entry.id, _external=True)
    response = Response(vcard_of(entry, page_url=page_url), content_type=f"{MIME_TYPE}; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename="help.vcf")
    return response


def look_at_hand() -> Look:
    """Return who looks from where; raise `NotFound` at the centre, which has no such page."""
    branch = current_branch()
    if branch is None or branch.is_central:
        raise NotFound
    asked = require_valid(load_form(LookInput, request.args))
    return Look(branch, asked["region"] or branch.region, Audience(asked["who"]), current_locale())


def _page(name: str, look: Look, **context: Any) -> str:
    return render_template(f"directory/public/{name}.html", **_frame(look), **context)


def _frame(look: Look) -> dict[str, Any]:
    return {
        "look": look,
        "regions": [(code, region.name(look.language)) for code, region in REGIONS.items()],
        "region_name": REGIONS[look.region].name(look.language) if look.region in REGIONS else "",
        "whatsapp_url": whatsapp_url,
        "at": lambda endpoint, **values: address_in(look, endpoint, **values),
    }


def address_in(look: Look, endpoint: str, **values: Any) -> str:
    """Return the address of a page of help, carrying the codes that were chosen: no cookie keeps them."""
    chosen: dict[str, Any] = {}
    if look.region != look.branch.region:
        chosen["region"] = look.region
    if look.is_for_guardians:
        chosen["who"] = look.audience.value
    if request.args.get("lang") == look.language:
        chosen["lang"] = look.language
    return url_for(f"directory_public.{endpoint}", **{**chosen, **values})


def _need(code: str, look: Look) -> str:
    return words("need", look.language).get(code, code)
