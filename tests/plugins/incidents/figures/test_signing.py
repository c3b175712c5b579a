"""A quarter is signed once it is over, on fresh figures, by the branch head; so the duty is done."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from platform_core.auth.kit import current_kit
from platform_core.auth.roles import permissions_for
from platform_core.central.figures import recount
from platform_core.central.models import KeptQuarter
from platform_core.errors import Conflict, Forbidden, InvalidInput
from platform_core.extensions import db
from platform_core.isolation.actor import Actor
from platform_core.isolation.scope import in_branch
from platform_core.obligations.models import Obligation
from platform_core.obligations.planning import plan_branch
from platform_core.tenancy.dates import school_calendar
from platform_core.testing.people import make_user
from plugins.incidents.obligations import QUARTER_SIGNED
from plugins.incidents.services.figures import sign_quarter


@pytest.fixture
def week_one(app: Any) -> Iterator[Any]:
    """The second day of the second quarter, and the school year that it is in."""
    second = school_calendar().period(2026, 2)
    moment = datetime.combine(second.starts + timedelta(days=1), datetime.min.time(), UTC) + timedelta(
        hours=4
    )
    with time_machine.travel(moment, tick=False):
        yield second


@pytest.fixture
def acting(app: Any, branch_a: Any) -> Callable[[str], AbstractContextManager[Any]]:
    """Open a write scope as a member of a role, with the figures counted and the duties planned."""

    def act(role: str) -> AbstractContextManager[Any]:
        user_id = make_user(role, branch=branch_a.code)
        held = frozenset(permissions_for([role], current_kit().grants))
        with in_branch(branch_a.id, write=True):
            recount(branch_a, module="incidents", since=school_calendar().starts(2026)[0])
            plan_branch(branch_a)
            db.session.commit()
        return in_branch(
            branch_a.id, actor=Actor(user_id, None, role, branch_a.id, frozenset({role}), held), write=True
        )

    return act


def duties() -> dict[str, Any]:
    rows = db.session.scalars(select(Obligation).where(Obligation.code == QUARTER_SIGNED)).all()
    return {f"{row.due_on}": row for row in rows}


def test_the_head_signs_a_quarter_that_is_over(week_one, acting, branch_a) -> None:
    with acting("branch_head"):
        before = {day: row.status for day, row in duties().items()}
        assert "open" in before.values(), before
        signed = sign_quarter(2026, 1, branch=branch_a)
        db.session.flush()
        assert (signed.edition, signed.signed_by is not None, bool(signed.signed)) == (1, True, True)
        done = [row for row in duties().values() if row.status == "fulfilled"]
        assert [(row.evidence_table, row.evidence_id) for row in done] == [("core_kept_quarter", signed.id)]
        with pytest.raises(Conflict):
            sign_quarter(2026, 1, branch=branch_a)


def test_nobody_signs_a_quarter_that_runs(week_one, acting, branch_a) -> None:
    with acting("branch_head"), pytest.raises(InvalidInput):
        sign_quarter(2026, 2, branch=branch_a)


def test_nobody_signs_figures_that_are_being_recounted(week_one, acting, branch_a) -> None:
    with acting("branch_head"):
        row = db.session.scalars(
            select(KeptQuarter).where(KeptQuarter.school_year == 2026, KeptQuarter.quarter == 1)
        ).one()
        row.stale = True
        db.session.flush()
        with pytest.raises(InvalidInput):
            sign_quarter(2026, 1, branch=branch_a)


def test_the_safety_service_does_not_sign(week_one, acting, branch_a) -> None:
    with acting("sss_head"), pytest.raises(Forbidden):
        sign_quarter(2026, 1, branch=branch_a)
