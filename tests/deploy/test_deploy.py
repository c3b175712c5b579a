"""What is shipped for operators agrees with the product: settings, commands, roles."""

import configparser
import os
import shlex
import subprocess
from pathlib import Path

import psycopg
import pytest
import yaml
from click import Context
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

from build_tools.console import ROOT
from platform_core.cli import qorgau
from platform_core.isolation.logins import role_name
from platform_core.isolation.rls import create_logins
from platform_core.isolation.roles import Role
from platform_core.settings import Settings, variable_of
from platform_core.testing.servers import PrivatePostgres, find_postgres

DEPLOY = ROOT / "deploy"


def _variables(path: Path) -> dict[str, str]:
    lines = (line for line in path.read_text().splitlines() if "=" in line and not line.startswith("#"))
    return dict(line.split("=", 1) for line in lines)


def _commands() -> list[list[str]]:
    """Every command line of the product in compose and in the units."""
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    found = [service["command"] for service in services.values() if "command" in service]
    for unit in (DEPLOY / "systemd").glob("*.service"):
        reader = configparser.ConfigParser(strict=False, interpolation=None)
        reader.optionxform = str  # type: ignore[assignment,method-assign]
        reader.read(unit)
        lines = (reader["Service"].get(key) for key in ("ExecStart", "ExecStartPre"))
        found += [shlex.split(line.replace("\\\n", " ")) for line in lines if line]
    return [[Path(command[0]).name, *command[1:]] for command in found]


def test_the_example_settings_are_settings() -> None:
    environ = _variables(DEPLOY / "qorgau.env.example")
    assert set(environ) <= {variable_of(name) for name in Settings.__dataclass_fields__}
    key = "main:" + "A" * 43 + "="
    settings = Settings.from_env({**environ, "QORGAU_MASTER_KEY": key})
    assert settings.proxy_count == 1
    assert not settings.demo


def test_every_command_of_ours_exists() -> None:
    ours = [command[1:] for command in _commands() if command[0] == "qorgau"]
    assert ["worker"] in ours
    for name, *rest in ours:
        command = qorgau.get_command(Context(qorgau), name)
        assert command is not None, name
        for sub in rest:
            assert sub in command.commands  # type: ignore[attr-defined]


def test_the_body_limit_of_nginx_is_the_products() -> None:
    text = (DEPLOY / "nginx.conf").read_text()
    default = Settings.__dataclass_fields__["max_upload_mib"].default
    assert f"client_max_body_size {default}m;" in text


def test_nginx_writes_down_no_address() -> None:
    lines = (DEPLOY / "nginx.conf").read_text().splitlines()
    formats = [line for line in lines if "log_format" in line]
    assert len(formats) == 1
    for variable in ("remote_addr", "http_referer", "http_user_agent", "request_uri", "args", "$request "):
        assert variable not in formats[0]
    public = next(index for index, line in enumerate(lines) if "(report|help)" in line)
    assert "access_log off;" in lines[public + 1]


def test_the_documented_logins_are_the_roles() -> None:
    text = (DEPLOY / "postgres" / "README.md").read_text()
    url = make_url("postgresql+psycopg://qorgau_owner@db/qorgau")
    assert [role for role in Role if f"`{role_name(url, role)}`" not in text] == []


@pytest.fixture
def postgres(tmp_path_factory: pytest.TempPathFactory) -> PrivatePostgres:
    return PrivatePostgres(tmp_path_factory.mktemp("deploy"))


def test_the_owner_made_for_production_can_make_the_logins_twice(postgres: PrivatePostgres) -> None:
    psql = find_postgres() / "psql"
    with postgres as server:
        url = make_url(server.url())
        place = ["-h", str(url.host), "-p", str(url.port), "-U", "postgres"]
        script = ["-v", "ON_ERROR_STOP=1", "-q", "-f", str(DEPLOY / "postgres" / "owner.sql")]
        subprocess.run(
            [psql, *place, *script],
            env={**os.environ, "POSTGRES_OWNER_PASSWORD": "p'q"},
            check=True,
        )
        owned = make_url(server.url("qorgau", user="qorgau_owner"))
        engine = create_engine(owned)
        for _ in range(2):
            with engine.begin() as connection:
                create_logins(connection, url=owned, secret=b"k" * 32)
        engine.dispose()
        with psycopg.connect(host=url.host, port=url.port, user="qorgau_branch", dbname="qorgau") as branch:
            row = branch.execute(
                "SELECT rolsuper, rolbypassrls, rolinherit FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
    assert row == (False, False, False)
