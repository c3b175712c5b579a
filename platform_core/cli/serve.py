"""`qorgau serve`: the web server, with the embedded worker where no Redis is configured."""

import signal
import socket
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from flask import Flask

PORT = click.IntRange(1, 65_535)
DEFAULT_HOST, DEFAULT_PORT, DEFAULT_THREADS = "127.0.0.1", 8000, 8


@click.command()
@click.option("--host", default=DEFAULT_HOST, show_default=True, help="Address to listen on.")
@click.option("--port", type=PORT, default=DEFAULT_PORT, show_default=True, help="Port to listen on.")
@click.option(
    "--threads",
    type=click.IntRange(1, 64),
    default=DEFAULT_THREADS,
    show_default=True,
    help="Requests at once.",
)
def serve(*, host: str, port: int, threads: int) -> None:
    """Serve the pages and the API until SIGTERM or SIGINT; what is under way is finished first."""
    from platform_core.app import settings_of
    from platform_core.cli.context import application
    from platform_core.cli.db import schema_faults
    from platform_core.hooks.gate import manifests

    app = application()
    with app.app_context():
        faults = schema_faults(settings_of(app), manifests().values())
    if faults:
        raise click.ClickException("\n".join(faults))
    run_server(app, host=host, port=port, threads=threads)


def run_server(
    app: "Flask",
    *,
    host: str,
    port: int,
    threads: int = DEFAULT_THREADS,
    announce: Callable[[str], None] | None = None,
) -> None:
    """Listen, start the embedded worker, announce the address, and stop both gracefully."""
    import waitress

    from platform_core.jobs.worker import start_embedded
    from platform_core.memory import settle

    listening = _listen(host, port)
    server = waitress.create_server(
        app,
        sockets=[listening],
        threads=threads,
        ident="qorgau",
        inbuf_overflow=app.config["MAX_CONTENT_LENGTH"],  # in memory: no upload lies on the disk unsealed
    )
    embedded = start_embedded(app)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    settle()
    try:
        (announce or _announce)(f"http://{host}:{port}/")
        server.run()  # returns on SystemExit and KeyboardInterrupt, when requests under way are done
    finally:
        server.close()
        if embedded is not None:
            embedded.stop()
    click.echo("stopped", err=True)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=1024)
    except OSError as fault:
        reason = fault.strerror or str(fault)
        raise click.ClickException(f"cannot listen on {host}:{port}: {reason}") from None


def _announce(address: str) -> None:
    click.echo(f"serving on {address}", err=True)
