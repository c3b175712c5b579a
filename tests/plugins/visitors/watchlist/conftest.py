"""Somebody on a list of `alpha`, and somebody on the network's."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import register_lookup
from platform_core.testing.people import make_user
from plugins.visitors.models import WatchlistEntry
from plugins.visitors.services import watchlist, watchlist_network
from plugins.visitors.services.watchlist import EntryDetails
from plugins.visitors.services.watchlist_screening import Hit, NetworkQuestion
from tests.plugins.visitors.conftest import NINE

TODAY = NINE.date()
IIN = "850307300124"
"""Of a man born on 7 March 1985, with the right control digit."""


def details(*names: str, **more: Any) -> EntryDetails:
    values = {"reason": "threat", "review_on": TODAY + timedelta(days=90), **more}
    return EntryDetails(names=names or ("Ахметов Қайрат Болатұлы",), **values)


def silent(_question: NetworkQuestion) -> list[Hit]:
    """Stand for a network in which nobody is watched for."""
    return []


def asked_of_network(question: NetworkQuestion) -> list[Hit]:
    """Ask the register, as views and jobs do."""
    with register_lookup(reason="test"):
        return watchlist_network.find_in_network(question, today=TODAY)


@pytest.fixture
def make_entry(at_nine: object, branch_a: BranchInfo) -> Callable[..., WatchlistEntry]:
    """Put somebody on the branch's list, in the write scope at hand."""

    def make(*names: str, **more: Any) -> WatchlistEntry:
        return watchlist.add_entry(details(*names, **more), branch=branch_a)

    return make


@pytest.fixture
def on_network(at_nine: object, central: BranchInfo) -> Callable[..., str]:
    """Put somebody on the network's list, outside any write scope; gives the reference."""

    def make(*names: str, number: str | None = None, **more: Any) -> str:
        reference = watchlist_network.new_reference(bytes(range(16)))
        with register_lookup(reason="test", write=True):
            found = details(*names, **more)
            watchlist_network.add_to_network(found, number=number, reference=reference, today=TODAY)
            db.session.commit()
        return reference

    return make


@pytest.fixture
def heads(app: object, at_nine: object) -> list[Any]:
    """The branch head and the head of the safety service of `alpha`."""
    return [make_user(role) for role in ("branch_head", "sss_head")]
