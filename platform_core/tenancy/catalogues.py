"""Fill the network's catalogues with what modules ship, when branches are synced and the demo starts."""

from collections.abc import Iterable

from platform_core.extensions import db
from platform_core.hooks.manifest import Manifest
from platform_core.isolation.scope import catalogue_write, in_branch
from platform_core.tenancy.directory import list_branches


def load_catalogues(manifests: Iterable[Manifest]) -> None:
    """Let each module fill its catalogues, a transaction for each; told in the centre's trail.

    Before there is a centre nothing is loaded: the next sync does it.
    """
    centre = next((branch for branch in list_branches(with_central=True) if branch.is_central), None)
    if centre is None:
        return
    for load in (load for manifest in manifests for load in manifest.catalogues):
        with in_branch(centre.id), catalogue_write():
            load()
            db.session.commit()
