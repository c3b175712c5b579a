"""Writing at home once what had to be written elsewhere is written: the same place, the same actor."""

from collections.abc import Callable

import pytest

from platform_core.hooks.types import BranchInfo
from platform_core.isolation.actor import Actor
from platform_core.isolation.scope import (
    ScopeMissing,
    ScopeNesting,
    current_branch_id,
    current_scope,
    in_branch,
    register_lookup,
)
from platform_core.tenancy.writing import write_here
from platform_core.testing.people import make_user


@pytest.fixture
def somebody(branch_a: BranchInfo) -> Callable[[], Actor]:
    """Somebody of `alpha`."""
    user_id = make_user("staff")
    return lambda: Actor(user_id, None, "A member", branch_a.id, frozenset({"staff"}), frozenset())


def test_it_is_the_same_branch_and_the_same_actor(
    branch_a: BranchInfo, somebody: Callable[[], Actor]
) -> None:
    with in_branch(branch_a.id, actor=somebody()) as outer:
        with register_lookup(reason="test", write=True):
            assert current_scope().branch_id is None
        with write_here() as inner:
            assert (current_branch_id(), inner.scope.writes) == (branch_a.id, True)
            assert inner.scope.actor == outer.scope.actor
        assert not current_scope().writes


def test_it_never_stands_inside_what_writes_already(branch_a: BranchInfo) -> None:
    with in_branch(branch_a.id, write=True), pytest.raises(ScopeNesting), write_here():
        pass


def test_it_leads_nowhere_without_a_place(branch_a: BranchInfo) -> None:
    with pytest.raises(ScopeMissing), write_here():
        pass
    with register_lookup(reason="test"), pytest.raises(ScopeMissing), write_here():
        pass
