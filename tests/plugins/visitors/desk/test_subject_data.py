"""What the desk holds on somebody is given out, and taken away but for the chain, which names staff alone."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import select

from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.actor import Actor
from platform_core.isolation.scope import in_branch
from plugins.visitors.models import CustodyLink, HeldItem, VisitAlarm
from plugins.visitors.policy.presence import AlarmKind
from plugins.visitors.services.alarms import write_alarm
from plugins.visitors.services.desk import SeenDocument, open_visit, see_identity
from plugins.visitors.services.items import note_items
from plugins.visitors.subject_data.desk import erase_desk, export_desk
from tests.plugins.visitors.desk.conftest import MORNING, Made


def _receive(branch: BranchInfo, guard: Actor, made: Made) -> None:
    with in_branch(branch.id, actor=guard, write=True):
        visit = open_visit(made.id)
        see_identity(visit, SeenDocument("passport"), branch=branch)
        note_items(visit, branch=branch, held=["sharp"], notes={"sharp": "Бақтың қайшысы"})
        alarm = write_alarm(visit, AlarmKind.OVERRUN, since=MORNING)
        alarm.note = "Әңгіме созылды"
        db.session.commit()


def test_things_links_and_alarms_are_given_out_and_their_words_erased(
    make_visit: Callable[..., Made], branch_a: BranchInfo, actor_of: Callable[..., Actor]
) -> None:
    made, other = make_visit(), make_visit("Басқа", "Адам")
    for one in (made, other):
        _receive(branch_a, actor_of("front_desk"), one)
    with in_branch(branch_a.id, write=True):
        sections = export_desk([made.visitor_id])
        assert [len(section.records) for section in sections] == [1, 1, 1]
        assert "Бақтың қайшысы" in repr(sections)
        result = erase_desk([made.visitor_id], MORNING.date())
        db.session.commit()
        assert (result.erased, [clause for _what, clause in result.kept]) == (2, ["A5.4"])
        assert notes(HeldItem, made.id) == [None]
        assert notes(VisitAlarm, made.id) == [None]
        assert notes(HeldItem, other.id) == ["Бақтың қайшысы"]
        links = db.session.scalars(select(CustodyLink).where(CustodyLink.visit_id == made.id)).all()
        assert "Әлімов" not in repr([vars(link) for link in links])


def notes(model: type[HeldItem] | type[VisitAlarm], visit_id: UUID) -> list[str | None]:
    return list(db.session.scalars(select(model.note).where(model.visit_id == visit_id)))
