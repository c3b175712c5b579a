"""What the directory tells the rest of the product: whom to turn to, and where its page of help stands."""

from collections.abc import Sequence

from platform_core.sdk import BranchInfo, ContactPoint, PublicLink, current_locale
from platform_core.sdk import gettext as _
from plugins.directory.policy.codes import Audience
from plugins.directory.queries.public import read_near
from plugins.directory.schemas.shown import ShownEntry

_LOCAL_ORDER, _NETWORK_ORDER = 20, 50


def contact_points(branch: BranchInfo, audience: str, need: str) -> Sequence[ContactPoint]:
    """List whom the directory names near a branch to an audience, for a need or for all (P47)."""
    if branch.is_central or audience not in set(Audience):
        return ()
    entries = read_near(branch.region, Audience(audience), need=need, language=current_locale())
    return [_point(entry, branch, audience) for entry in entries if entry.is_reachable or _note(entry)]


def public_links(branch: BranchInfo) -> Sequence[PublicLink]:
    """Link the page of help."""
    if branch.is_central:
        return ()
    return (PublicLink(_("Get help"), help_path(branch), _("Whom to call or write to"), order=5),)


def help_path(branch: BranchInfo) -> str:
    """Return where a branch's page of help stands; made without a request, for jobs ask too."""
    return f"/{branch.code}/help"


def _point(entry: ShownEntry, branch: BranchInfo, audience: str) -> ContactPoint:
    return ContactPoint(
        name=entry.name,
        audience=audience,
        needs=entry.needs,
        phones=tuple(phone.dialled for phone in entry.phones),
        emails=entry.emails,
        note=_note(entry),
        whatsapp=next(iter(entry.whatsapps), ""),
        url=entry.url,
        page_url=f"{help_path(branch)}/{entry.id}",
        hours=entry.hours,
        region=entry.region,
        is_hotline=entry.is_hotline,
        order=_LOCAL_ORDER if entry.is_local else _NETWORK_ORDER,
    )


def _note(entry: ShownEntry) -> str:
    return entry.how or entry.address or entry.url
