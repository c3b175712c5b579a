"""A small world for tests: settings, a database with its fences, two branches and the centre."""

import base64
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy import Connection, text
from sqlalchemy.engine import URL

from platform_core.crypto.current import keyring_of
from platform_core.db.base import Model
from platform_core.extensions import db
from platform_core.isolation.logins import LOGINS
from platform_core.isolation.owner import owner_connection
from platform_core.isolation.rls import create_logins, protect_tables
from platform_core.isolation.scope import catalogue_write, in_branch
from platform_core.settings import Settings
from platform_core.tenancy.models import Branch, EnabledModule

TEST_KEY = base64.b64encode(b"qorgau-test-master-key-32-bytes!").decode()
BRANCHES = (
    ("central", "central", "Орталық кеңсе", "Центральный офис", "Central office"),
    ("alpha", "branch", "Альфа мектебі", "Школа Альфа", "Alpha school"),
    ("beta", "branch", "Бета мектебі", "Школа Бета", "Beta school"),
)


@dataclass(frozen=True, slots=True)
class World:
    """One application over one database, and where its files lie."""

    app: Flask
    settings: Settings

    @property
    def folder(self) -> Path:
        """The data directory."""
        return self.settings.data_dir


def world_settings(folder: Path, *, database_url: URL | str | None = None, **more: str) -> Settings:
    """Make settings for tests: everything in `folder`, cheap password hashes."""
    environ = {
        "QORGAU_DATA_DIR": str(folder),
        "QORGAU_MASTER_KEY": f"test:{TEST_KEY}",
        "QORGAU_ARGON2_MEMORY_KIB": "64",
        "QORGAU_ARGON2_ROUNDS": "1",
        **{f"QORGAU_{name.upper()}": value for name, value in more.items()},
    }
    if database_url is not None:
        url = (
            database_url
            if isinstance(database_url, str)
            else database_url.render_as_string(hide_password=False)
        )
        environ["QORGAU_DATABASE_URL"] = url
    return Settings.from_env(environ)


def build_schema(settings: Settings) -> None:
    """Create every table with its fences from the models; migrations have tests of their own."""
    with owner_connection(settings) as connection:
        Model.metadata.create_all(connection)
        if connection.dialect.name == "postgresql":
            with keyring_of(settings) as keyring:
                create_logins(connection, url=settings.database_url, secret=keyring.stable_secret(LOGINS))
        protect_tables(connection, Model.metadata.sorted_tables, url=settings.database_url)


def plant_branches(app: Flask) -> None:
    """Write the centre and two branches with every module on."""
    with app.app_context():
        with catalogue_write():
            rows = [
                new_branch(code, kind=kind, names={"kk": kazakh, "ru": russian, "en": english})
                for code, kind, kazakh, russian, english in BRANCHES
            ]
            db.session.add_all(rows)
            db.session.commit()
            planted = [row.id for row in rows]
        for branch_id in planted:
            with in_branch(branch_id, write=True):
                db.session.add_all(_switches(app))
                db.session.commit()


def new_branch(code: str, *, kind: str = "branch", names: Mapping[str, str] | None = None) -> Branch:
    """Make a branch in Astana that teaches in three languages; `alpha` alone has a hostel."""
    return Branch(
        code=code,
        kind=kind,
        names=dict(names or {"kk": "Мектеп", "ru": "Школа", "en": "School"}),
        city="Астана",
        region="KZ-71",
        timezone="Asia/Almaty",
        languages=["kk", "ru", "en"],
        has_hostel=code == "alpha",
        calendar={},
    )


def _switches(app: Flask) -> Iterable[EnabledModule]:
    names: Iterable[str] = app.extensions["qorgau_gate"].manager.manifests
    return [EnabledModule(module=name, enabled=True, settings={}) for name in names]


def empty_tables(connection: Connection) -> None:
    """Empty every table of a PostgreSQL database."""
    names = ", ".join(f'"{table.name}"' for table in Model.metadata.sorted_tables)
    connection.execute(text(f"TRUNCATE {names} CASCADE"))


def copy_files(source: Path, target: Path) -> None:
    """Replace the files of one data directory with those of another."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)
