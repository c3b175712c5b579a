"""Bring the tenant files into the database: seed what is new, report what differs, apply when told."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from platform_core.db.base import new_id
from platform_core.extensions import db
from platform_core.tenancy.models import Branch, EnabledModule
from platform_core.tenancy.registry.files import ModuleSwitch, Tenant

_SETTLED = frozenset({"code", "kind"})
Switches = dict[UUID, dict[str, EnabledModule]]


@dataclass(frozen=True, slots=True)
class Drift:
    """A field on which a file and the database differ; `in_file` is None where no file speaks of it."""

    branch: str
    field: str
    in_file: Any
    in_database: Any


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync found and did: codes of new branches, differences, and whether they were applied."""

    created: tuple[str, ...]
    unchanged: tuple[str, ...]
    drift: tuple[Drift, ...]
    only_in_database: tuple[str, ...]
    applied: bool

    @property
    def is_clean(self) -> bool:
        """Whether files and database now agree on every branch."""
        return (not self.drift or self.applied) and not self.only_in_database


def sync_tenants(tenants: Iterable[Tenant], *, apply: bool = False) -> SyncReport:
    """Seed new branches; report drift of the others, and end it only when `apply` is set.

    Works in an open catalogue scope, in its one transaction; the caller commits.
    """
    branches = {branch.code: branch for branch in db.session.scalars(select(Branch))}
    switches: Switches = {}
    for row in db.session.scalars(select(EnabledModule)):
        switches.setdefault(row.branch_id, {})[row.module] = row
    created, unchanged, drift = [], [], []
    for tenant in tenants:
        branch = branches.pop(tenant.code, None)
        if branch is None:
            _seed(tenant)
            created.append(tenant.code)
        elif found := list(_drift(tenant, branch, switches.get(branch.id, {}))):
            drift += found
            if apply:
                _apply(tenant, branch, switches.get(branch.id, {}))
        else:
            unchanged.append(tenant.code)
    db.session.flush()
    return SyncReport(tuple(created), tuple(unchanged), tuple(drift), tuple(sorted(branches)), apply)


def _seed(tenant: Tenant) -> None:
    branch = Branch(id=new_id(), **tenant.columns, seed_hash=tenant.seed_hash)
    db.session.add(branch)
    db.session.flush()
    db.session.add_all(_switch(branch.id, *pair) for pair in tenant.modules.items())


def _switch(branch_id: UUID, module: str, switch: ModuleSwitch) -> EnabledModule:
    return EnabledModule(
        branch_id=branch_id, module=module, enabled=switch.enabled, settings=dict(switch.settings)
    )


def _drift(tenant: Tenant, branch: Branch, switches: Mapping[str, EnabledModule]) -> Iterator[Drift]:
    for field, value in tenant.columns.items():
        if (present := getattr(branch, field)) != value:
            yield Drift(tenant.code, field, value, present)
    for module, switch in tenant.modules.items():
        row = switches.get(module)
        if row is None or row.enabled != switch.enabled:
            yield Drift(tenant.code, f"modules.{module}.enabled", switch.enabled, row and row.enabled)
        if row is not None and row.settings != switch.settings:
            yield Drift(tenant.code, f"modules.{module}.settings", dict(switch.settings), row.settings)


def _apply(tenant: Tenant, branch: Branch, switches: Mapping[str, EnabledModule]) -> None:
    for field, value in tenant.columns.items():
        if field not in _SETTLED and getattr(branch, field) != value:
            setattr(branch, field, value)
    branch.seed_hash = tenant.seed_hash
    for module, switch in tenant.modules.items():
        row = switches.get(module)
        if row is None:
            db.session.add(_switch(branch.id, module, switch))
        else:
            row.enabled, row.settings = switch.enabled, dict(switch.settings)
