"""Refusing at the entrance: numbers, reasons, who is told, and that refused never comes in (A5.10)."""

import pytest
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.errors import InvalidInput
from platform_core.extensions import db
from platform_core.notify.models import Notification
from platform_core.testing.people import make_user
from plugins.visitors.models import Refusal
from plugins.visitors.policy.refusals import RULES, RefusalReason
from plugins.visitors.policy.status import VISIT_STEPS, VisitStatus
from plugins.visitors.queries.refusals import note_of
from plugins.visitors.services.refusals import RefusalDetails, refuse_entry
from plugins.visitors.subject_data.refusals import retire_refusals

NO_DOCUMENT, WATCHLIST = RefusalReason.NO_DOCUMENT, RefusalReason.WATCHLIST


def test_a_refusal_ends_the_visit_and_takes_a_number(acting, branch_a, make_due):
    with acting():
        first, second = make_due("Ли"), make_due("Ким")
        one = refuse_entry(RefusalDetails(NO_DOCUMENT), branch=branch_a, visit=first)
        two = refuse_entry(RefusalDetails(NO_DOCUMENT), branch=branch_a, visit=second)
        assert (one.school_year, one.number, two.number) == (2026, 1, 2)
        assert first.status == VisitStatus.REFUSED
        assert one.refused_by_name == "A front_desk"
        db.session.commit()


def test_who_was_refused_never_comes_in_by_the_same_visit(acting, branch_a, make_due):
    assert VISIT_STEPS[VisitStatus.REFUSED] == frozenset()
    with acting():
        visit = make_due()
        refuse_entry(RefusalDetails(NO_DOCUMENT), branch=branch_a, visit=visit)
        with pytest.raises(InvalidInput) as refused:
            refuse_entry(RefusalDetails(NO_DOCUMENT), branch=branch_a, visit=visit)
        assert set(refused.value.errors) == {"reason"}


@pytest.mark.parametrize("status", [VisitStatus.ON_SITE, VisitStatus.CHECKED_OUT, VisitStatus.CANCELLED])
def test_who_is_inside_or_gone_is_not_refused(acting, branch_a, make_due, status):
    with acting():
        visit = make_due()
        visit.status = status.value
        with pytest.raises(InvalidInput):
            refuse_entry(RefusalDetails(NO_DOCUMENT), branch=branch_a, visit=visit)


def test_somebody_unannounced_needs_no_name_and_the_words_are_sealed(acting, branch_a, at_nine):
    with acting():
        nameless = refuse_entry(RefusalDetails(NO_DOCUMENT), branch=branch_a)
        named = refuse_entry(
            RefusalDetails(RefusalReason.OTHER, note="Құжатсыз, мас", name="Бір адам"), branch=branch_a
        )
        assert (nameless.person_name, nameless.note, nameless.visit_id) == (None, None, None)
        assert named.person_name == "Бір адам"
        assert "мас".encode() not in (named.note or b"")
        assert note_of(named) == "Құжатсыз, мас"


def test_another_reason_needs_words(acting, branch_a, at_nine):
    with acting(), pytest.raises(InvalidInput) as refused:
        refuse_entry(RefusalDetails(RefusalReason.OTHER, note="  "), branch=branch_a)
    assert set(refused.value.errors) == {"note"}


@pytest.mark.parametrize("reason", RefusalReason)
def test_the_heads_are_told_where_the_reason_asks_for_it(acting, branch_a, at_nine, reason):
    heads = {make_user("branch_head"), make_user("sss_head")}
    with acting():
        refusal = refuse_entry(RefusalDetails(reason, note="сөз"), branch=branch_a)
        told = set(db.session.scalars(select(Notification.user_id)))
        links = set(db.session.scalars(select(Notification.target_url)))
    wanted = RULES[reason].tells_heads
    assert told == (heads if wanted else set())
    assert refusal.told == len(told)
    assert links == ({f"/alpha/visitors/refusals/{refusal.id}"} if wanted else set())


def test_the_trail_has_the_reason_and_nobody_s_name(acting, branch_a, make_due):
    with acting():
        refuse_entry(RefusalDetails(WATCHLIST, note="Әлімов келді"), branch=branch_a, visit=make_due())
        db.session.commit()
        entry = db.session.scalars(
            select(AuditEntry).where(AuditEntry.event == "visitors.entry_refused")
        ).one()
        assert entry.data == {"reason": "watchlist", "expected": True}
        assert "Әлімов" not in str(entry.data)


def test_words_and_names_go_after_their_time_and_numbers_stay(acting, branch_a, at_nine):
    with acting():
        refusal = refuse_entry(
            RefusalDetails(RefusalReason.OTHER, note="сөз", name="Бір адам"), branch=branch_a
        )
        db.session.commit()
    with acting():
        day = refusal.refused_at.date()
        assert retire_refusals(day, 10) == 0
        at_nine.shift(86_400)
        assert retire_refusals(day.replace(day=day.day + 1), 10) == 1
        row = db.session.scalars(select(Refusal)).one()
        assert (row.person_name, row.note, row.number, row.reason) == (None, None, 1, "other")
