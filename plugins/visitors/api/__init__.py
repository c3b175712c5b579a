"""The module's part of the API; each topic binds its operations to the blueprint."""

from plugins.visitors.api import inside, invites, journal, rounds
from plugins.visitors.api.blueprint import blueprint

TOPICS = (inside, invites, journal, rounds)

__all__ = ["TOPICS", "blueprint"]
