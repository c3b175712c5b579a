"""The private servers: they serve, keep to themselves, and go when they should."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis
from sqlalchemy.engine import make_url

from platform_core.testing.processes import Recipe, ServerFailed, start_on_free_port
from platform_core.testing.servers import PrivatePostgres, PrivateRedis


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrivatePostgres]:
    with PrivatePostgres(tmp_path_factory.mktemp("own")) as server:
        yield server


def _connect(address: str) -> psycopg.Connection:
    url = make_url(address)
    return psycopg.connect(host=url.host, port=url.port, user=url.username, dbname=url.database)


def test_databases_are_made_for_an_owner_who_is_no_superuser(postgres: PrivatePostgres) -> None:
    with _connect(postgres.create_database("first")) as connection:
        row = connection.execute(
            "SELECT rolname, rolsuper, rolcreaterole, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        connection.execute("CREATE TABLE sample (id int)")
    assert row == ("qorgau_owner", False, True, False)


def test_two_databases_hold_different_tables(postgres: PrivatePostgres) -> None:
    with _connect(postgres.create_database("left")) as connection:
        connection.execute("CREATE TABLE only_left (id int)")
    with _connect(postgres.create_database("right")) as connection:
        found = connection.execute("SELECT to_regclass('only_left')").fetchone()
    assert found == (None,)


def test_a_dropped_database_throws_its_guests_out(postgres: PrivatePostgres) -> None:
    guest = _connect(postgres.create_database("passing"))
    postgres.drop_database("passing")
    with pytest.raises(psycopg.OperationalError):
        guest.execute("SELECT 1")
    guest.close()


def test_the_cluster_listens_on_loopback_only(postgres: PrivatePostgres) -> None:
    with _connect(postgres.url()) as connection:
        listens = connection.execute("SHOW listen_addresses").fetchone()
    assert listens == ("127.0.0.1",)


def test_stopping_postgres_ends_the_process_and_removes_its_folder(tmp_path: Path) -> None:
    with PrivatePostgres(tmp_path) as server:
        with _connect(server.url()) as connection:
            row = connection.execute("SHOW data_directory").fetchone()
        pid = server.pid
    assert row is not None
    assert os.geteuid() != 0 or not Path(row[0]).exists()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_redis_serves_and_stops(tmp_path: Path) -> None:
    with PrivateRedis(tmp_path) as server, redis.Redis.from_url(server.url) as client:
        client.set("key", "value")
        assert client.get("key") == b"value"
        pid = server.pid
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert list(tmp_path.iterdir()) == []


def test_two_redis_servers_do_not_meet(tmp_path: Path) -> None:
    with (
        PrivateRedis(tmp_path) as one,
        PrivateRedis(tmp_path) as two,
        redis.Redis.from_url(one.url) as first,
        redis.Redis.from_url(two.url) as second,
    ):
        first.set("key", "value")
        assert second.get("key") is None


def test_a_killed_test_run_leaves_no_server(tmp_path: Path) -> None:
    story = (
        "import sys, pathlib, platform_core.testing.servers as s\n"
        "server = s.PrivateRedis(pathlib.Path(sys.argv[1])).__enter__()\n"
        "print(server.pid, flush=True)\n"
        "sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", story, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        pid = int(run.stdout.readline())
        watch = os.pidfd_open(pid)
        run.send_signal(signal.SIGKILL)
    ended, _, _ = select.select([watch], [], [], 20)
    os.close(watch)
    assert ended


def test_a_server_that_ends_at_once_is_a_failure_with_its_words(tmp_path: Path) -> None:
    recipe = Recipe(
        command=lambda port: [sys.executable, "-c", f"print('no port {port} today')"],
        ready="ready",
        port_taken="taken",
        folder=tmp_path,
    )
    with pytest.raises(ServerFailed, match=r"no port \d+ today"):
        start_on_free_port(recipe)


def test_a_taken_port_is_left_for_another(tmp_path: Path) -> None:
    tries: list[int] = []

    def command(port: int) -> list[str]:
        tries.append(port)
        words = "taken" if len(tries) == 1 else "ready"
        wait = "" if len(tries) == 1 else "; import signal; signal.pause()"
        return [sys.executable, "-c", f"print({words!r}, flush=True){wait}"]

    process = start_on_free_port(Recipe(command=command, ready="ready", port_taken="taken", folder=tmp_path))
    process.stop()
    assert process.port == tries[1]
