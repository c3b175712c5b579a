"""The blueprint that both pages of the trail hang on, whose trail they show, and the tabs between them."""

from flask import Blueprint, url_for

from platform_core.errors import NotFound
from platform_core.hooks.types import BranchInfo
from platform_core.i18n import current_locale
from platform_core.i18n import gettext as _
from platform_core.tenancy.directory import branch_by_code, list_branches
from platform_core.tenancy.middleware import current_branch

READ, VERIFY = "core.audit.read", "core.audit.verify"
root_blueprint = Blueprint("audit", __name__)


def branch_at_hand() -> BranchInfo:
    """Return the branch of the address."""
    here = current_branch()
    if here is None:
        raise NotFound
    return here


def branch_asked(code: str | None, here: BranchInfo) -> BranchInfo:
    """Return whose trail is asked for; a branch has its own alone."""
    if code in (None, "", here.code):
        return here
    if not here.is_central:
        raise NotFound
    return branch_by_code(str(code))


def branch_options() -> list[tuple[str, str]]:
    """Offer every branch and the centre as `(code, name)`."""
    language = current_locale()
    return [(branch.code, branch.name(language)) for branch in list_branches(with_central=True)]


def tabs(current: str) -> list[tuple[str, str, bool]]:
    """Offer the pages of the trail."""
    return [
        (_("Entries"), url_for("audit.trail"), current == "entries"),
        (_("Checks"), url_for("audit.checks"), current == "checks"),
    ]
