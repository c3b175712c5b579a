"""Private PostgreSQL and Redis servers for tests, on free ports, gone when the test run is.

Each worker of a parallel run has servers of its own. One that is not installed skips the test and says why;
the closing block of the suite lists it.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Self

import psycopg
import pytest
from psycopg import sql

from platform_core.testing.processes import (
    LOOPBACK,
    Recipe,
    ServerFailed,
    ServerProcess,
    find_program,
    not_installed,
    start_on_free_port,
)

OLDEST_POSTGRES = 15
POSTGRES_HOMES = Path("/usr/lib/postgresql")  # where Debian keeps each major version
SUPERUSER = "postgres"  # of the private cluster, and the system's account when we are root
# Nothing here outlives the run, so nothing need reach the disk.
POSTGRES_OPTIONS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
}


class PrivatePostgres:
    """Run a PostgreSQL cluster of our own: `with PrivatePostgres(folder) as server: …`.

    It trusts everybody on loopback. PostgreSQL refuses to run as root: then it runs as Debian's account
    `postgres` in a folder of that account, because root's own folders are closed to it.
    """

    def __init__(self, folder: Path) -> None:
        self._binaries = find_postgres()
        self._account = SUPERUSER if os.geteuid() == 0 else None
        self._folder = folder
        self._open = ExitStack()

    def __enter__(self) -> Self:
        """Make the cluster and start it."""
        with self._open:
            if self._account:
                self._folder = Path(self._open.enter_context(_folder_of(self._account)))
            self._make_cluster()
            self._process = start_on_free_port(self._recipe())
            self._open.callback(self._process.stop, signal.SIGQUIT)  # at once: nothing is worth saving
            self._open = self._open.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the server and remove what was rented for it."""
        self._open.close()

    @property
    def port(self) -> int:
        """The port on loopback."""
        return self._process.port

    @property
    def pid(self) -> int:
        """The server's process id."""
        return self._process.pid

    def url(self, database: str = "postgres", *, user: str = SUPERUSER) -> str:
        """Give a database's address for SQLAlchemy."""
        return f"postgresql+psycopg://{user}@{LOOPBACK}:{self.port}/{database}"

    def create_database(self, name: str, *, owner: str = "qorgau_owner") -> str:
        """Make an empty database and return its owner's address.

        The owner may make roles and is no superuser, as in production: a right that it lacks shows in tests.
        """
        role, database = sql.Identifier(owner), sql.Identifier(name)
        with self._connect() as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [owner]).fetchone():
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEROLE").format(role))
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, role))
        return self.url(name, user=owner)

    def drop_database(self, name: str) -> None:
        """Remove a database, and whoever is connected to it."""
        with self._connect() as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(
            host=LOOPBACK, port=self.port, user=SUPERUSER, dbname="postgres", autocommit=True
        )

    def _make_cluster(self) -> None:
        options = ("--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        done = subprocess.run(
            [self._binaries / "initdb", "-D", "cluster", "-U", SUPERUSER, *options],
            cwd=self._folder,
            capture_output=True,
            text=True,
            check=False,
            user=self._account,
            group=self._account,
            extra_groups=[] if self._account else None,
        )
        if done.returncode:
            raise ServerFailed(done.stdout + done.stderr)

    def _recipe(self) -> Recipe:
        options = [word for name, value in POSTGRES_OPTIONS.items() for word in ("-c", f"{name}={value}")]
        command = [str(self._binaries / "postgres"), "-D", str(self._folder / "cluster"), *options]
        return Recipe(
            command=lambda port: [*command, "-p", str(port)],
            ready="database system is ready to accept connections",
            port_taken="could not create any TCP/IP sockets",
            folder=self._folder,
            user=self._account,
        )


class PrivateRedis:
    """Run a Redis server of our own, in memory only: `with PrivateRedis(folder) as server: server.url`."""

    def __init__(self, folder: Path) -> None:
        binary = find_program("redis-server", package="redis-server")
        options = ["--bind", LOOPBACK, "--save", "", "--appendonly", "no", "--dir", str(folder)]
        self._recipe = Recipe(
            command=lambda port: [str(binary), *options, "--port", str(port)],
            ready="Ready to accept connections",
            port_taken="Failed listening on port",
            folder=folder,
        )

    def __enter__(self) -> Self:
        """Start the server."""
        self._process: ServerProcess = start_on_free_port(self._recipe)
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the server."""
        self._process.stop()

    @property
    def url(self) -> str:
        """The server's address."""
        return f"redis://{LOOPBACK}:{self._process.port}/0"

    @property
    def pid(self) -> int:
        """The server's process id."""
        return self._process.pid


def find_postgres() -> Path:
    """Find the newest PostgreSQL that will do, or skip the test with the reason."""
    homes = sorted(POSTGRES_HOMES.glob("[0-9]*"), key=lambda home: int(home.name), reverse=True)
    places = [home / "bin" for home in homes if int(home.name) >= OLDEST_POSTGRES]
    found = next((place for place in places if (place / "initdb").is_file()), None)
    if found is None:
        pytest.skip(not_installed(f"PostgreSQL {OLDEST_POSTGRES} or newer", package="postgresql"))
    return found


def _folder_of(account: str) -> tempfile.TemporaryDirectory[str]:
    """Make a passing folder that belongs to an account, where any account can reach it."""
    folder = tempfile.TemporaryDirectory(prefix="qorgau-pg-", dir="/tmp")
    shutil.chown(folder.name, account, account)
    return folder
