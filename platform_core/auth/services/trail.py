"""One transaction for a change of identities and its entry in the trail."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from uuid import UUID

from platform_core.extensions import db
from platform_core.isolation.actor import Actor
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import as_role

USER, SESSION, TOKEN, MEMBERSHIP = "core_user", "core_session", "core_api_token", "core_membership"


@contextmanager
def identities(actor: Actor, *, at: UUID | None = None) -> Iterator[None]:
    """Change identities as `actor`; what the block records goes to the trail of branch `at`.

    Everything is committed together at the end of the block, or nothing is. `at` is the actor's own
    branch unless given.
    """
    here = replace(actor, branch_id=at or actor.branch_id)
    with as_role(Role.AUTH, actor=here, write=True):
        yield
        db.session.commit()
