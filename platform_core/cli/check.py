"""`qorgau check`: whether this installation is fit to serve."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import click

from platform_core.cli.context import with_application

if TYPE_CHECKING:
    from platform_core.settings import Settings

Probe = Callable[[], Iterator[str]]


@click.command()
@with_application
def check() -> None:
    """Look at settings, database, fences, modules, pages and queue; exit code 1 on any fault."""
    faults = 0
    for name, probe in PROBES.items():
        found = list(_run(probe))
        faults += len(found)
        click.echo(f"{'FAULT' if found else 'ok':<6}{name}")
        for line in found:
            click.echo(f"      {line}")
    if faults:
        raise click.ClickException(f"{faults} {'fault' if faults == 1 else 'faults'} found")


def _run(probe: Probe) -> Iterator[str]:
    """Turn a probe that breaks into a fault of its own, so that the others still run."""
    try:
        yield from probe()
    except Exception as fault:  # noqa: BLE001 - whatever is broken, the rest is to be looked at too
        yield f"could not be looked at: {type(fault).__name__}"


def _current_settings() -> "Settings":
    from flask import current_app

    settings: Settings = current_app.extensions["qorgau_settings"]
    return settings


def _settings() -> Iterator[str]:
    settings = _current_settings()
    if settings.demo:
        yield "QORGAU_DEMO is on: sign-ins are printed and the key lies beside the data"
    if not settings.public_url.startswith("https://") and not settings.demo:
        yield "QORGAU_PUBLIC_URL is not https: cookies could be read on the way"


def _database() -> Iterator[str]:
    from platform_core.cli.db import schema_faults
    from platform_core.hooks.gate import manifests

    yield from schema_faults(_current_settings(), manifests().values())


def _branches() -> Iterator[str]:
    from platform_core.tenancy.directory import list_branches

    if not any(branch.is_central for branch in list_branches(with_central=True)):
        yield "there is no central office yet (qorgau branch sync)"


def _coverage() -> Iterator[str]:
    from platform_core.coverage import coverage_of
    from platform_core.hooks.gate import manifests

    try:
        coverage_of(manifests().values())
    except ValueError as fault:
        yield str(fault)


def _queue() -> Iterator[str]:
    settings = _current_settings()
    if settings.redis_url is None:
        return
    from redis import Redis
    from redis.exceptions import RedisError

    try:
        with Redis.from_url(settings.redis_url, socket_connect_timeout=5) as client:
            client.ping()
    except RedisError as fault:
        yield f"Redis does not answer: {type(fault).__name__}"


def _background_work() -> Iterator[str]:
    from datetime import timedelta

    from platform_core.jobs.queries import backlog

    found = backlog(patience=timedelta(minutes=10))
    if found.given_up:
        yield f"{found.given_up} given up (qorgau jobs list --failed)"
    if found.overdue:
        yield f"{found.overdue} due for more than 10 minutes: is a worker running?"


def _mail() -> Iterator[str]:
    if _current_settings().smtp_url is None:
        yield "QORGAU_SMTP_URL is not set: notices stay in the inbox, no e-mail is sent"


PROBES: dict[str, Probe] = {
    "settings": _settings,
    "database and fences": _database,
    "branches": _branches,
    "clauses of the policy": _coverage,
    "job queue": _queue,
    "background work": _background_work,
    "e-mail": _mail,
}
