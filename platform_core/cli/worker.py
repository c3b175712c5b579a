"""`qorgau worker`: background work in a process of its own."""

import os

import click

GIVES_WAY = 10
"""Niceness: whoever waits for a page comes before what may be done in the background."""


@click.command()
def worker() -> None:
    """Run background work until SIGTERM or SIGINT; needed beside `serve` when Redis is configured."""
    from platform_core.cli.context import application
    from platform_core.jobs.worker import run_worker

    os.nice(GIVES_WAY)
    run_worker(application())
