"""The application factory: read it as the table of contents of the product."""

import os
from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from platform_core.api import core
from platform_core.api.faults import install_problems
from platform_core.api.install import install_api
from platform_core.audit.events import register_events
from platform_core.audit.jobs import AUDIT_JOBS
from platform_core.audit.recorder import install_recorder
from platform_core.auth.events import AUTH_EVENTS
from platform_core.auth.identity import resolve_actor
from platform_core.auth.setup import install_auth
from platform_core.auth.subject_data import erase_keys, export_keys
from platform_core.central.events import CENTRAL_EVENTS
from platform_core.central.figures import CENTRAL_JOBS
from platform_core.central.staleness import install_staleness
from platform_core.clearance.events import CLEARANCE_EVENTS
from platform_core.contacts.api import blueprint as contacts_api
from platform_core.contacts.events import CONTACT_EVENTS
from platform_core.contacts.jobs import CONTACT_JOBS
from platform_core.contacts.subject_data import CONTACT_DATA
from platform_core.crypto.current import init_keyring
from platform_core.crypto.keyring import Keyring
from platform_core.documents.api import blueprint as documents_api
from platform_core.documents.events import DOCUMENT_EVENTS
from platform_core.documents.jobs import DOCUMENT_JOBS
from platform_core.documents.notices import DOCUMENT_NOTICES
from platform_core.documents.registry import install_documents
from platform_core.documents.shipped import CORE_DOCUMENTS
from platform_core.documents.subject_data import DOCUMENT_DATA
from platform_core.extensions import db
from platform_core.files.events import FILE_EVENTS
from platform_core.files.intake import MemoryRequest
from platform_core.files.jobs import FILE_JOBS
from platform_core.files.registry import install_attachments
from platform_core.hooks.gate import Gate
from platform_core.hooks.manager import PluginManager, find_modules
from platform_core.hooks.manifest import AuditEvent, JobSpec, Manifest
from platform_core.isolation.engines import pin_transactions, role_url
from platform_core.isolation.guard import guard_engine
from platform_core.isolation.logins import LOGINS
from platform_core.isolation.roles import Role
from platform_core.jobs.events import EVENT_JOBS
from platform_core.jobs.registry import install_jobs
from platform_core.jobs.upkeep import JOB_EVENTS, UPKEEP_JOBS
from platform_core.logs import configure_logs
from platform_core.notify.handlers import CORE_NOTICES, NOTIFY_JOBS
from platform_core.notify.registry import install_notices
from platform_core.obligations.api import blueprint as obligations_api
from platform_core.obligations.events import OBLIGATION_EVENTS
from platform_core.obligations.jobs import OBLIGATION_JOBS
from platform_core.obligations.registry import install_obligations
from platform_core.obligations.reminders import OBLIGATION_NOTICES
from platform_core.obligations.subject_data import OBLIGATION_DATA
from platform_core.people.events import PEOPLE_EVENTS
from platform_core.people.jobs import PEOPLE_JOBS
from platform_core.people.subject_rights import SubjectData, install_subject_data
from platform_core.retention.jobs import RETENTION_EVENTS, RETENTION_JOBS
from platform_core.settings import Settings
from platform_core.shell.events import SHELL_EVENTS
from platform_core.shell.install import install_shell
from platform_core.tenancy import middleware
from platform_core.tenancy.events import TENANCY_EVENTS
from platform_core.trail.checking import CHECK_NOTICES
from platform_core.trail.jobs import TRAIL_JOBS

CORE_EVENTS: tuple[AuditEvent, ...] = (
    *AUTH_EVENTS,
    *CENTRAL_EVENTS,
    *CLEARANCE_EVENTS,
    *CONTACT_EVENTS,
    *DOCUMENT_EVENTS,
    *FILE_EVENTS,
    *JOB_EVENTS,
    *OBLIGATION_EVENTS,
    *PEOPLE_EVENTS,
    *RETENTION_EVENTS,
    *SHELL_EVENTS,
    *TENANCY_EVENTS,
)
CORE_JOBS: tuple[JobSpec, ...] = (
    *AUDIT_JOBS,
    *CENTRAL_JOBS,
    *CONTACT_JOBS,
    *DOCUMENT_JOBS,
    *EVENT_JOBS,
    *FILE_JOBS,
    *NOTIFY_JOBS,
    *OBLIGATION_JOBS,
    *PEOPLE_JOBS,
    *RETENTION_JOBS,
    *TRAIL_JOBS,
    *UPKEEP_JOBS,
)
CORE_API: tuple[tuple[str, Any], ...] = (
    ("", core.blueprint),
    ("", contacts_api),
    ("", documents_api),
    ("", obligations_api),
)
CORE_SUBJECT_DATA: tuple[SubjectData, ...] = (
    SubjectData(export_keys, erase_keys),
    CONTACT_DATA,
    DOCUMENT_DATA,
    OBLIGATION_DATA,
)
"""Rooms of the core, beside the register of people, that may hold something on one person."""

MIB = 1024 * 1024
POOL: dict[str, Any] = {"pool_size": 5, "max_overflow": 10, "hide_parameters": True}


def create_app(settings: Settings | None = None, *, modules: Iterable[ModuleType] | None = None) -> Flask:
    """Wire one application; `modules` replaces the search for plugins in tests."""
    settings = settings or Settings.from_env(os.environ)
    configure_logs(settings.log_level)
    app = Flask("platform_core", static_folder=None, template_folder=None)
    app.request_class = MemoryRequest
    app.extensions["qorgau_settings"] = settings
    keyring = init_keyring(app, url=settings.key_store_url, masters=settings.master_keys)
    app.config.from_mapping(_flask_config(settings, keyring))
    manager = PluginManager(find_modules(settings.plugins_allowed) if modules is None else modules)
    app.extensions["qorgau_gate"] = Gate(manager)
    _bind_database(app)
    install_recorder()
    _declare(app, manager.manifests)
    install_shell(app, manager.manifests)
    install_auth(app, settings=settings, manager=manager, secret=keyring.stable_secret("auth"))
    install_api(app, CORE_API, manager.manifests)
    install_problems(app)
    middleware.install(app, resolve_actor)
    _trust_proxies(app, settings.proxy_count)
    return app


def settings_of(app: Flask) -> Settings:
    """Return the settings that an application was made with."""
    settings: Settings = app.extensions["qorgau_settings"]
    return settings


def _flask_config(settings: Settings, keyring: Keyring) -> dict[str, Any]:
    secret = keyring.stable_secret(LOGINS)
    return {
        "MAX_CONTENT_LENGTH": settings.max_upload_mib * MIB,
        "SQLALCHEMY_BINDS": {
            role.value: {"url": role_url(settings.database_url, role, secret), **POOL} for role in Role
        },
    }


def _trust_proxies(app: Flask, count: int) -> None:
    """Take the reader's address from as many proxies as stand before us, and from no more."""
    if count:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]


def _bind_database(app: Flask) -> None:
    db.init_app(app)
    with app.app_context():
        for engine in db.engines.values():
            pin_transactions(engine)
            guard_engine(engine)


def _declare(app: Flask, manifests: Mapping[str, Manifest]) -> None:
    """Make known what may be recorded, run and announced; nothing undeclared is."""
    register_events(CORE_EVENTS)
    for manifest in manifests.values():
        register_events(manifest.audit_events)
    install_jobs(app, CORE_JOBS, manifests)
    install_obligations(app, manifests)
    install_staleness(app, manifests)
    install_notices(app, (*CORE_NOTICES, *CHECK_NOTICES, *DOCUMENT_NOTICES, *OBLIGATION_NOTICES), manifests)
    install_documents(app, CORE_DOCUMENTS, manifests)
    install_attachments(app, manifests)
    install_subject_data(app, CORE_SUBJECT_DATA)
