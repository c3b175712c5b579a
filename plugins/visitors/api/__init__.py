"""The module's part of the API; each topic binds its operations to the blueprint."""

from plugins.visitors.api import invites
from plugins.visitors.api.blueprint import blueprint

TOPICS = (invites,)

__all__ = ["TOPICS", "blueprint"]
