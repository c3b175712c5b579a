"""Two desks at the same moment over PostgreSQL: one receives the visitor, the other is told (A5.3)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID

from flask import Flask
from sqlalchemy import func, select

from platform_core.clock import now
from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from platform_core.people.names import search_text
from platform_core.tenancy.directory import branch_by_code
from platform_core.testing.people import make_user, sign_in
from plugins.visitors.models import CustodyLink, Visit, Visitor

DESKS, VISITS = 4, 6


def _expect(count: int) -> list[tuple[UUID, int]]:
    made = []
    host = make_user("staff")
    with in_branch(branch_by_code("alpha").id, write=True):
        for number in range(count):
            visitor = Visitor(
                family_name="Ли",
                given_name=f"Анна {number}",
                search_name=search_text(("Ли", "Анна")),
                visitor_type="guardian",
            )
            db.session.add(visitor)
            db.session.flush()
            visit = Visit(
                visitor_id=visitor.id,
                entry="invited",
                status="expected",
                visitor_type="guardian",
                purpose="meeting_teacher",
                host_user_id=host,
                host_name="Host",
                expected_from=now(),
                expected_until=now() + timedelta(hours=1),
            )
            db.session.add(visit)
            db.session.flush()
            made.append((visit.id, visit.version))
        db.session.commit()
    return made


def test_of_desks_that_press_at_once_one_receives_the_visitor(pg_app: Flask) -> None:
    clients = [pg_app.test_client() for _ in range(DESKS)]
    for number, client in enumerate(clients):
        sign_in(client, "front_desk", login=f"desk.{number}")
    visits, together = _expect(VISITS), Barrier(DESKS)

    def press(number: int) -> list[int]:
        statuses = []
        for visit_id, version in visits:
            together.wait(30)
            answer = clients[number].post(
                f"/alpha/visitors/desk/visits/{visit_id}/identity",
                data={"version": str(version), "document_type": "passport"},
            )
            statuses.append(answer.status_code)
        return statuses

    with ThreadPoolExecutor(DESKS) as pool:
        answers = list(pool.map(press, range(DESKS)))
    for by_visit in zip(*answers, strict=True):
        assert sorted(by_visit) == [302] + [409] * (DESKS - 1)
    with in_branch(branch_by_code("alpha").id):
        numbers = db.session.scalars(select(Visit.number).order_by(Visit.number)).all()
        assert list(numbers) == list(range(1, VISITS + 1))
        assert db.session.scalar(select(func.count()).select_from(CustodyLink)) == VISITS
    for address in (
        "/alpha/visitors/desk",
        "/alpha/visitors/inside?sort=with",
        "/alpha/visitors/inside/roll",
    ):
        sign_in(clients[0], "sss_head")
        assert clients[0].get(address).status_code == 200
