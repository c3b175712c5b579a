"""A visitor who has been let in, and those who walk with them."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import UUID

import pytest

from platform_core.documents.versions import current_document
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.actor import Actor
from platform_core.isolation.scope import in_branch
from plugins.visitors.data.documents import GUIDANCE
from plugins.visitors.models import Visit
from plugins.visitors.services.admission import Admission, admit, sign_guidance
from plugins.visitors.services.desk import SeenDocument, open_visit, see_identity, visitor_of
from tests.plugins.visitors.desk.conftest import Made, actor_of, clock, host, make_visit

__all__ = ["acting", "actor_of", "clock", "host", "let_in", "make_visit"]


@pytest.fixture
def acting(
    branch_a: BranchInfo, actor_of: Callable[..., Actor]
) -> Callable[..., AbstractContextManager[object]]:
    """Open the scope of somebody who writes in `alpha`."""

    def act(role: str, user_id: UUID | None = None) -> AbstractContextManager[object]:
        return in_branch(branch_a.id, actor=actor_of(role, user_id=user_id), write=True)

    return act


@pytest.fixture
def let_in(
    branch_a: BranchInfo,
    make_visit: Callable[..., Made],
    acting: Callable[..., AbstractContextManager[object]],
) -> Callable[..., Made]:
    """Receive a visitor at the desk and let them in."""

    def let(hand_to: str = "host", **more: object) -> Made:
        made = make_visit(**more)
        with acting("front_desk"):
            visit = open_visit(made.id)
            see_identity(visit, SeenDocument("identity_card", "1234"), branch=branch_a)
            _sign(visit)
            said = Admission(hand_to=hand_to, items_asked=True, clearance_confirmed=True)  # type: ignore[arg-type]
            admit(visit, visitor_of(visit), said, branch=branch_a)
            db.session.commit()
        return made

    return let


def _sign(visit: Visit) -> None:
    shown = current_document(GUIDANCE).hashes["ru"]
    sign_guidance(
        visit, visitor_of(visit), language="ru", shown_hash=shown, name="Гость Школы", method="typed"
    )
