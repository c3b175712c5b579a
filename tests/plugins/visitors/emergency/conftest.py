"""What requests at the door share with invitations: pages of a role, and who was told."""

from tests.plugins.visitors.invites.conftest import browse, told

__all__ = ["browse", "told"]
