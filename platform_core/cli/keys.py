"""`qorgau keys`: make new keys while the service runs, and seal older contents by them."""

from typing import TYPE_CHECKING

import click

from platform_core.cli.context import branch_named, progress, with_application

if TYPE_CHECKING:
    from collections.abc import Callable

    from platform_core.hooks.types import BranchInfo


@click.group()
def keys() -> None:
    """Rotate the keys that seal contents."""


@keys.command("rotate-master")
@with_application
def rotate_master() -> None:
    """Wrap every branch's key by the first key of QORGAU_MASTER_KEY; the others may then go.

    First give every process both keys, the new one second; then the new one first; then run this.
    """
    from platform_core.crypto import current_keyring
    from platform_core.tenancy.directory import central_branch

    count = current_keyring().rotate_master()
    _record(central_branch(), "core.master_key_rotated", keys=count)
    click.echo(f"{count} keys wrapped anew")


@keys.command()
@click.option("--branch", "code", required=True, help="Code of the branch.")
@with_application
def rotate(*, code: str) -> None:
    """Make a new key for a branch and seal its older contents by it, in short transactions.

    Interrupted, it is run again: what was done stays done.
    """
    from platform_core.crypto import current_keyring

    branch = branch_named(code)
    newest = current_keyring().rotate_branch_key(branch.id)
    _record(branch, "core.branch_key_rotated", version=newest.version)
    _reseal(branch)


@keys.command()
@click.option("--branch", "code", required=True, help="Code of the branch.")
@with_application
def reseal(*, code: str) -> None:
    """Seal a branch's older contents by its newest key, after an interrupted rotation."""
    _reseal(branch_named(code))


@keys.command("rotate-signing")
@click.option("--branch", "code", required=True, help="Code of the branch.")
@with_application
def rotate_signing(*, code: str) -> None:
    """Make a new key for the heads of a branch's trail; older heads stay verifiable."""
    from platform_core.audit.offline import fingerprint
    from platform_core.crypto import current_keyring

    branch = branch_named(code)
    key = current_keyring().rotate_signing_key(branch.id)
    _record(branch, "core.signing_key_rotated", version=key.version)
    click.echo(f"{code} now signs by {fingerprint(key.public or b'')}")


@keys.command("show-signing")
@click.option("--branch", "code", required=True, help="Code of the branch.")
@with_application
def show_signing(*, code: str) -> None:
    """Print the fingerprint by which to know the exports of a branch's trail."""
    from platform_core.audit.offline import fingerprint
    from platform_core.crypto import current_keyring
    from platform_core.crypto.keys import Purpose

    key = current_keyring().branch_key(branch_named(code).id, Purpose.SIGNING)
    click.echo(f"{code} signs by {fingerprint(key.public or b'')}")


def _record(branch: "BranchInfo", event: str, **data: int) -> None:
    from platform_core.audit.recorder import record
    from platform_core.extensions import db
    from platform_core.isolation.scope import in_branch

    with in_branch(branch.id, write=True):
        record(event, data=data)
        db.session.commit()


def _reseal(branch: "BranchInfo") -> None:
    from platform_core.crypto import current_keyring
    from platform_core.crypto.rotation import sealed_columns

    records = current_keyring().rewrap_record_keys(branch.id)
    values = 0
    with progress("sealing") as tick:
        for column in sealed_columns():
            values += _reseal_column(branch, column, tick)
    _record(branch, "core.contents_resealed", record_keys=records, values=values)
    click.echo(f"{branch.code}: {records} record keys and {values} values sealed by the newest key")


def _reseal_column(branch: "BranchInfo", column: object, tick: "Callable[[str], None]") -> int:
    from uuid import UUID

    from platform_core.crypto.rotation import reseal_batch
    from platform_core.extensions import db
    from platform_core.isolation.scope import in_branch

    total, after = 0, UUID(int=0)
    while True:
        with in_branch(branch.id, write=True):
            count, reached = reseal_batch(column, after=after)
            db.session.commit()
        total += count
        tick(str(column))
        if reached is None:
            return total
        after = reached
