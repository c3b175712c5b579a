"""The data that the tortured server works on: migrated, planted, with people who are signed in."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from flask import Flask

from platform_core.app import create_app
from platform_core.auth.kit import current_kit
from platform_core.hooks.gate import current_gate
from platform_core.migrations.run import upgrade
from platform_core.settings import Settings
from platform_core.testing.people import csrf_token_of, make_user, open_session
from platform_core.testing.world import TEST_KEY, plant_branches

WATCHED, UNWATCHED = "alpha", "beta"
"""Branches: in one a head of the safety service reads reports; in the other nobody does, so that each
report is handed to the centre, through the outbox."""


@dataclass(frozen=True, slots=True)
class Town:
    """What the writers and the checks need to know."""

    app: Flask
    environ: Mapping[str, str]
    head: UUID
    officer: UUID
    cookies: Mapping[str, str]
    csrf: str


def build_town(folder: Path) -> Town:
    """Migrate a fresh SQLite database and plant branches and people, as an operator would."""
    environ = {
        "QORGAU_DATA_DIR": str(folder),
        "QORGAU_MASTER_KEY": f"test:{TEST_KEY}",
        "QORGAU_ARGON2_MEMORY_KIB": "64",
        "QORGAU_ARGON2_ROUNDS": "1",
        "QORGAU_PROXY_COUNT": "1",
        "QORGAU_WORKER_INTERVAL_MS": "100",
    }
    settings = Settings.from_env(environ)
    app = create_app(settings)
    with app.app_context():
        upgrade(settings, current_gate().manager.manifests.values())
        plant_branches(app)
        head = make_user("sss_head", branch=WATCHED)
        officer = make_user("wellbeing_officer", branch="central")
        ticket = open_session(head)
        cookies = {current_kit().sessions.cookie_name(): ticket}
        csrf = csrf_token_of(current_kit(), ticket)
    return Town(app, environ, head, officer, cookies, csrf)
