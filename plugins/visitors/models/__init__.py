"""Tables of the visitors module, a file for each topic."""

from plugins.visitors.models.visits import Counter, Invite, Visit, Visitor

MODELS = (
    Counter,
    Visitor,
    Invite,
    Visit,
)

__all__ = [
    "MODELS",
    "Counter",
    "Invite",
    "Visit",
    "Visitor",
]
