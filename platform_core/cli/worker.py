"""`qorgau worker`: background work in a process of its own."""

import click


@click.command()
def worker() -> None:
    """Run background work until SIGTERM or SIGINT; needed beside `serve` when Redis is configured."""
    from platform_core.cli.context import application
    from platform_core.jobs.worker import run_worker

    run_worker(application())
