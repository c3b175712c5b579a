"""Who acts: carried by every scope, recorded by every entry of the trail."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in user in one branch, a token, the public, or the system itself."""

    user_id: UUID | None
    person_id: UUID | None
    display_name: str
    branch_id: UUID | None
    roles: frozenset[str]
    permissions: frozenset[str]
    kind: Literal["user", "token", "public", "system"] = "user"

    def can(self, permission: str) -> bool:
        """Return whether the actor holds `permission`."""
        return permission in self.permissions


SYSTEM_ACTOR = Actor(None, None, "system", None, frozenset(), frozenset(), "system")
PUBLIC_ACTOR = Actor(None, None, "public", None, frozenset(), frozenset(), "public")
