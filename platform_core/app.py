"""The application factory: read it as the table of contents of the product."""

import os
from collections.abc import Iterable
from types import ModuleType
from typing import Any

from flask import Flask
from sqlalchemy.engine import URL

import platform_core.auth.models  # noqa: F401 - tables must be known before the first session
import platform_core.people.models  # noqa: F401

from platform_core.db.engines import pin_transactions, role_url
from platform_core.extensions import db
from platform_core.hooks.gate import Gate
from platform_core.hooks.manager import PluginManager, find_modules
from platform_core.logs import configure_logs
from platform_core.settings import Settings
from platform_core.tenancy.guard import guard_engine
from platform_core.tenancy.roles import Role

MIB = 1024 * 1024
POOL: dict[str, Any] = {"pool_size": 5, "max_overflow": 10, "pool_pre_ping": True}


def create_app(settings: Settings | None = None, *, modules: Iterable[ModuleType] | None = None) -> Flask:
    """Wire one application; `modules` replaces the search for plugins in tests."""
    settings = settings or Settings.from_env(os.environ)
    configure_logs(settings.log_level)
    app = Flask("platform_core", static_folder=None, template_folder=None)
    app.extensions["qorgau_settings"] = settings
    manager = PluginManager(find_modules(settings.plugins_allowed) if modules is None else modules)
    app.extensions["qorgau_gate"] = Gate(manager)
    app.config.from_mapping(_flask_config(settings))
    _bind_database(app)
    return app


def _flask_config(settings: Settings) -> dict[str, Any]:
    return {
        "MAX_CONTENT_LENGTH": settings.max_upload_mib * MIB,
        "SQLALCHEMY_BINDS": {role.value: _bind(settings, role) for role in Role},
    }


def _bind(settings: Settings, role: Role) -> dict[str, Any]:
    url: URL = role_url(settings.database_url, role, settings.master_key)
    return {"url": url, **POOL}


def _bind_database(app: Flask) -> None:
    db.init_app(app)
    with app.app_context():
        for engine in db.engines.values():
            pin_transactions(engine)
            guard_engine(engine)


def settings_of(app: Flask) -> Settings:
    """Return the settings that an application was made with."""
    settings: Settings = app.extensions["qorgau_settings"]
    return settings
