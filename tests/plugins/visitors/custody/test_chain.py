"""The chain of custody by taps: desk → host → toilet → host → colleague → desk (A5.4, A5.6)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from platform_core.errors import Forbidden, InvalidInput
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.actor import Actor
from platform_core.isolation.reach import IsolationBreach
from platform_core.isolation.scope import in_branch
from platform_core.notify.models import Notification
from platform_core.testing.people import make_user
from plugins.visitors.models import CustodyLink
from plugins.visitors.policy.custody import Tap
from plugins.visitors.services.custody import tap
from plugins.visitors.services.desk import open_visit
from tests.plugins.visitors.desk.conftest import Made

Acting = Callable[..., AbstractContextManager[object]]
LetIn = Callable[..., Made]


def say(made: Made, said: Tap, **more: object) -> None:
    tap(open_visit(made.id), said, **more)  # type: ignore[arg-type]
    db.session.commit()


def links_of(made: Made) -> list[tuple[str, str | None]]:
    query = select(CustodyLink.link, CustodyLink.to_holder).where(CustodyLink.visit_id == made.id)
    return [(row.link, row.to_holder) for row in db.session.execute(query.order_by(CustodyLink.id))]


@pytest.fixture
def colleague(app: object) -> UUID:
    return make_user("curator", name="Сара Куратор")


def test_the_whole_way_round(let_in: LetIn, acting: Acting, host: UUID, colleague: UUID) -> None:
    made = let_in("call")
    with acting("staff", host):
        say(made, Tap.TAKE)
        say(made, Tap.TOILET)
        say(made, Tap.TOILET_BACK)
        say(made, Tap.OFFER, target=colleague)
    with acting("curator", colleague):
        say(made, Tap.TAKE)
        say(made, Tap.BRING_BACK)
    with acting("front_desk"):
        say(made, Tap.TAKE, at_desk=True)
        assert links_of(made) == [
            ("arrived", "desk"),
            ("offered", "host"),
            ("taken", "host"),
            ("toilet", "toilet"),
            ("toilet_back", "host"),
            ("offered", "staff"),
            ("taken", "staff"),
            ("offered", "desk"),
            ("taken", "desk"),
        ]
        told = db.session.scalars(select(Notification.code).where(Notification.user_id == colleague)).all()
        assert told == ["visitors.visitor_offered"]


def test_while_it_is_offered_the_giver_answers(
    let_in: LetIn, acting: Acting, host: UUID, colleague: UUID
) -> None:
    made = let_in()
    with acting("staff", host):
        say(made, Tap.OFFER, target=colleague)
        visit = open_visit(made.id)
        assert (visit.holder, visit.holder_user_id) == ("host", host)
        assert (visit.offered, visit.offered_user_id, visit.offered_name) == (
            "staff",
            colleague,
            "Сара Куратор",
        )
        say(made, Tap.WITHDRAW)
        assert (visit.offered, visit.offered_user_id, visit.offered_at) == (None, None, None)


def test_a_tap_that_comes_twice_is_one_link(
    let_in: LetIn, acting: Acting, host: UUID, colleague: UUID
) -> None:
    made = let_in("call")
    with acting("staff", host):
        for said, more in (
            (Tap.TAKE, {}),
            (Tap.TOILET, {}),
            (Tap.TOILET_BACK, {}),
            (Tap.OFFER, {"target": colleague}),
        ):
            before = len(links_of(made))
            say(made, said, **more)
            if said is not Tap.TOILET_BACK:
                say(made, said, **more)
            assert len(links_of(made)) == before + 1


def test_nobody_takes_whom_they_were_not_offered(let_in: LetIn, acting: Acting, colleague: UUID) -> None:
    made = let_in()
    with acting("curator", colleague), pytest.raises(InvalidInput):
        say(made, Tap.TAKE)


def test_one_hands_over_only_to_who_may_walk_with_visitors(let_in: LetIn, acting: Acting, host: UUID) -> None:
    made = let_in()
    stranger = uuid4()
    with acting("staff", host):
        for target in (stranger, None):
            with pytest.raises(InvalidInput) as refused:
                say(made, Tap.OFFER, target=target)
            assert set(refused.value.errors) == {"colleague"}
        assert open_visit(made.id).offered is None


def test_who_may_not_escort_is_forbidden(let_in: LetIn, branch_a: BranchInfo) -> None:
    made = let_in()
    nobody = Actor(uuid4(), None, "x", branch_a.id, frozenset(), frozenset())
    with in_branch(branch_a.id, actor=nobody, write=True), pytest.raises(Forbidden):
        say(made, Tap.TAKE)


def test_a_link_is_never_changed(let_in: LetIn, acting: Acting) -> None:
    let_in()
    with acting("front_desk"):
        with pytest.raises(IsolationBreach):
            db.session.execute(update(CustodyLink).values(to_name="somebody else"))
        link = db.session.scalars(select(CustodyLink).limit(1)).one()
        link.to_name = "somebody else"
        with pytest.raises(IsolationBreach):
            db.session.flush()
