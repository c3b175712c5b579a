"""How tests look at the pages of what is due."""

import re
from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from tests.platform_core.obligations.bench import Bench

SignIn = Callable[..., str]
LIST = "/alpha/obligations/"


def page_of(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.get_data(as_text=True)[:2000]
    return " ".join(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)).split())


def events(bench: Bench) -> list[str]:
    with in_branch(bench.branch.id):
        return list(db.session.scalars(select(AuditEntry.event).order_by(AuditEntry.at)))
