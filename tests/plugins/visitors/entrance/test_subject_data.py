"""What refusals and passes hold on somebody is given out in words, and erased with its keys (P30)."""

from datetime import date, time

import pytest
from sqlalchemy import select

from platform_core.crypto import unseal
from platform_core.crypto.faults import KeyDestroyed
from platform_core.extensions import db
from platform_core.hooks.types import SubjectRef
from platform_core.i18n import use_locale
from platform_core.people.services import identity_hash
from plugins.visitors.models import Refusal, RegularPass
from plugins.visitors.plugin import erase_subject, export_subject
from plugins.visitors.policy.passes import ClearancePurpose, PassStatus, PassTerms
from plugins.visitors.policy.refusals import RefusalReason
from plugins.visitors.policy.vocabulary import Purpose
from plugins.visitors.services.expected import Expectation, expect_visit
from plugins.visitors.services.passes import PassDetails, give_pass, move_pass
from plugins.visitors.services.refusals import RefusalDetails, refuse_entry
from tests.plugins.visitors.conftest import NINE

IIN = "850307300124"
TODAY = date(2026, 10, 6)


@pytest.fixture
def known(acting, branch_a, make_guest, teacher, at_nine):
    """Somebody known by an identity number: refused once with words, and the holder of a pass."""
    with acting("branch_head"):
        visitor = make_guest("Қалиев", "Ержан", identity_number=IIN)
        visit = expect_visit(visitor, Expectation(NINE, NINE, Purpose.OTHER))
        refuse_entry(RefusalDetails(RefusalReason.OTHER, note="айғайлады"), branch=branch_a, visit=visit)
        terms = PassTerms(TODAY, date(2027, 1, 1), (4,), time(9), time(18))
        give_pass(
            visitor, PassDetails(terms, Purpose.WORKS, ClearancePurpose.OTHER, teacher), branch=branch_a
        )
        subject = SubjectRef(branch_a.id, identity_hash=identity_hash(IIN))
        db.session.commit()
    return subject


def test_everything_is_given_out_in_words(acting, branch_a, known):
    with acting(), use_locale("en"):
        told = {str(section.title): section.records for section in export_subject(branch_a, known)}
        assert told["Refusals at the entrance"][0]["Note"] == "айғайлады"
        assert told["Passes"][0]["Clearance"] == "Unknown"


def test_words_go_with_their_key_and_a_pass_in_force_stays_and_is_named(acting, branch_a, known):
    with acting():
        refusal = db.session.scalars(select(Refusal)).one()
        blob = refusal.note
        result = erase_subject(branch_a, known, TODAY)
        assert result.erased
        assert any("A5.1" in clause for _what, clause in result.kept)
        assert refusal.note is None
        with pytest.raises(KeyDestroyed):
            unseal(refusal, "note", blob)
        assert (refusal.number, refusal.reason) == (1, "other")


def test_a_pass_that_has_ended_keeps_no_words(acting, branch_a, known):
    with acting():
        row = db.session.scalars(select(RegularPass)).one()
        move_pass(row, PassStatus.ENDED, note="құжаты бітті")
        assert erase_subject(branch_a, known, TODAY).kept == ()
        assert row.status_note is None


def test_a_stranger_is_known_by_nothing(acting, branch_a, known):
    with acting():
        stranger = SubjectRef(branch_a.id, identity_hash=identity_hash("100305600127"))
        assert export_subject(branch_a, stranger) == ()
        assert erase_subject(branch_a, stranger, TODAY).erased == 0
