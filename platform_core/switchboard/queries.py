"""Reads of the switchboard: branches with their modules, in a number of statements that never grows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from platform_core.extensions import db
from platform_core.hooks.gate import manifests
from platform_core.i18n import current_locale
from platform_core.i18n import lazy_gettext as _l
from platform_core.isolation.scope import central_read
from platform_core.tenancy.models import Branch, EnabledModule
from platform_core.tenancy.module_settings import effective_settings
from platform_core.tenancy.regions import REGIONS
from platform_core.web.lists import Filter, ListQuery, ListSpec, Page, Sort


def region_options() -> list[tuple[str, str]]:
    """Return the twenty regions as `(code, name)` in the reader's language."""
    language = current_locale()
    return [(region.code, region.name(language)) for region in REGIONS.values()]


BRANCHES = ListSpec(
    filters=(
        Filter(
            "q",
            _l("City or code"),
            apply=lambda text: or_(
                Branch.code.contains(text.lower(), autoescape=True),
                Branch.city.contains(text, autoescape=True),
            ),
        ),
        Filter.by_code("region", _l("Region"), Branch.region, region_options),
    ),
    sorts=(Sort("code", Branch.code), Sort("city", Branch.city)),
    default_sort="code",
    tie=(Branch.id,),
)


@dataclass(frozen=True, slots=True)
class ModuleColumn:
    """A module as the heading of a column."""

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class SwitchState:
    """A module in one branch; `settings` hold every setting, defaults included."""

    module: str
    title: str
    icon: str
    is_on: bool
    settings: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class BranchRow:
    """A branch as a row of the switchboard."""

    id: UUID
    code: str
    name: str
    region: str


def module_columns() -> list[ModuleColumn]:
    """Return the installed modules, titled in the reader's language."""
    return [ModuleColumn(manifest.name, str(manifest.title)) for manifest in manifests().values()]


def list_branch_rows(query: ListQuery) -> Page[BranchRow]:
    """Return one page of branches, the central office left out."""
    language = current_locale()

    def make(row: Any) -> BranchRow:
        region = REGIONS.get(row.region)
        name = row.names.get(language) or row.names["kk"]
        return BranchRow(row.id, row.code, name, region.name(language) if region else row.region)

    columns: Any = select(Branch.id, Branch.code, Branch.names, Branch.region)
    statement = columns.where(Branch.kind == "branch")
    return query.fetch(db.session, statement, make=make)


def switch_states(branch_ids: Iterable[UUID]) -> dict[UUID, dict[str, SwitchState]]:
    """Return every installed module's state in each of the branches, in one statement."""
    wanted = list(branch_ids)
    statement = select(
        EnabledModule.branch_id, EnabledModule.module, EnabledModule.enabled, EnabledModule.settings
    ).where(EnabledModule.branch_id.in_(wanted))
    with central_read(reason="switchboard"):
        rows = {(row.branch_id, row.module): row for row in db.session.execute(statement)}
    states: dict[UUID, dict[str, SwitchState]] = {branch_id: {} for branch_id in wanted}
    for branch_id in wanted:
        for name, manifest in manifests().items():
            row = rows.get((branch_id, name))
            settings = effective_settings(manifest.settings, row.settings if row else {})
            is_on = bool(row and row.enabled)
            states[branch_id][name] = SwitchState(name, str(manifest.title), manifest.icon, is_on, settings)
    return states
