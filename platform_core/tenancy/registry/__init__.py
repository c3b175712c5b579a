"""The registry: tenant files in, branches out; the files seed and the database wins."""

from collections.abc import Mapping
from pathlib import Path

from platform_core.hooks.manifest import Manifest
from platform_core.tenancy.registry.files import Fault, Tenant, TenantFault, read_tenants
from platform_core.tenancy.registry.sync import Drift, SyncReport, sync_tenants

__all__ = ["Drift", "Fault", "SyncReport", "Tenant", "TenantFault", "read_tenants", "sync", "sync_tenants"]


def sync(directory: Path, manifests: Mapping[str, Manifest], *, apply: bool = False) -> SyncReport:
    """Check all files, then seed, compare and, if told, apply; raise `TenantFault` before any write.

    Works in an open catalogue scope; the caller commits.
    """
    return sync_tenants(read_tenants(directory, manifests), apply=apply)
