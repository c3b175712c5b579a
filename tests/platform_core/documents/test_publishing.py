import pytest
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.documents import publishing
from platform_core.documents.models import BranchDocument
from platform_core.documents.publishing import publish_network, publish_own, withdraw_own
from platform_core.documents.registry import known_document
from platform_core.documents.versions import (
    current_document,
    predecessor_of,
    shipped_version,
    version_of,
    versions_of,
)
from platform_core.errors import Conflict, Forbidden, InvalidInput, NotFound
from platform_core.extensions import db
from platform_core.hooks.manifest import DocumentText
from platform_core.isolation.reach import IsolationBreach
from platform_core.isolation.scope import in_branch
from tests.platform_core.documents.conftest import NEWER, RULES, TEXTS

OWN = {**TEXTS, "kk": DocumentText("Ереже", "Біздің мектептің ережесі.")}


def held(branch):
    with in_branch(branch.id):
        version = current_document(RULES)
        return version.origin, version.number


def test_the_shipped_text_holds_first(document, branch_a):
    assert held(branch_a) == ("shipped", 1)


def test_the_networks_text_holds_in_every_branch_but_where_one_has_its_own(publish, branch_a, branch_b):
    assert publish(branch=branch_a, texts=OWN) == 1
    assert publish() == 2
    assert held(branch_a) == ("branch", 1)
    assert held(branch_b) == ("network", 2)
    assert publish(texts=TEXTS) == 3
    assert held(branch_b) == ("network", 3)


def test_a_branch_goes_back_to_the_networks_text_and_may_publish_again(publish, branch_a):
    publish(branch=branch_a, texts=OWN)
    publish()
    with in_branch(branch_a.id, write=True):
        withdraw_own(RULES)
        db.session.commit()
    assert held(branch_a) == ("network", 2)
    with in_branch(branch_a.id, write=True), pytest.raises(Conflict):
        withdraw_own(RULES)
    assert publish(branch=branch_a, texts=OWN) == 2
    assert held(branch_a) == ("branch", 2)


def test_one_branch_never_sees_the_text_of_another(publish, branch_a, branch_b):
    publish(branch=branch_a, texts=OWN)
    with in_branch(branch_b.id):
        assert [version.origin for version in versions_of(RULES)] == ["shipped"]
        with pytest.raises(NotFound):
            version_of(RULES, "branch", number=1)


def test_a_branch_may_not_replace_what_it_may_not(declare, branch_a):
    declare(branch_may_replace=False)
    with in_branch(branch_a.id, write=True), pytest.raises(Forbidden):
        publish_own(RULES, OWN, note="x")


def test_a_branch_may_not_write_the_networks_text(document, branch_a):
    with in_branch(branch_a.id, write=True), pytest.raises(IsolationBreach):
        publish_network(RULES, NEWER, note="x")


@pytest.mark.parametrize(
    ("texts", "note", "wrong"),
    [
        (TEXTS, "x", ["body_kk"]),
        ({**TEXTS, "ru": DocumentText("Правила ", TEXTS["ru"].body + "\r\n\r\n")}, "x", ["body_kk"]),
        ({"kk": NEWER["kk"], "ru": NEWER["ru"]}, "x", ["title_en", "body_en"]),
        ({**NEWER, "en": DocumentText("x", "  ")}, "x", ["body_en"]),
        ({**NEWER, "en": DocumentText("x" * 161, "y")}, "x", ["title_en"]),
        ({**NEWER, "en": DocumentText("x", "y" * 20_001)}, "x", ["body_en"]),
        (NEWER, "  ", ["note"]),
        (NEWER, "x" * 501, ["note"]),
    ],
)
def test_a_text_that_is_missing_too_long_or_the_same_is_refused(document, branch_a, texts, note, wrong):
    with in_branch(branch_a.id, write=True), pytest.raises(InvalidInput) as refusal:
        publish_own(RULES, texts, note=note)
    assert list(refusal.value.errors) == wrong
    with in_branch(branch_a.id):
        assert db.session.scalars(select(BranchDocument)).all() == []


def test_whoever_writes_over_a_newer_text_is_told(publish, branch_a):
    publish(replaces=1)
    with pytest.raises(Conflict):
        publish(texts=TEXTS, replaces=1)
    publish(branch=branch_a, texts=OWN, replaces=2)
    with pytest.raises(Conflict):
        publish(branch=branch_a, texts=NEWER, replaces=2)


def test_the_number_cannot_be_given_twice(publish, branch_a, monkeypatch):
    publish()
    # somebody read before the text was published, and publishes after it
    monkeypatch.setattr(
        publishing, "network_document", lambda code: shipped_version(known_document(code).spec)
    )
    with pytest.raises(Conflict):
        publish(texts=OWN)


def test_what_held_before_a_version_is_found(publish, branch_a):
    publish()
    publish(branch=branch_a, texts=OWN)
    publish(texts=TEXTS)
    publish(branch=branch_a, texts=NEWER)
    with in_branch(branch_a.id):
        before = {
            (one.origin, one.number): predecessor_of(one)
            and (predecessor_of(one).origin, predecessor_of(one).number)
            for one in versions_of(RULES)
        }
    assert before == {
        ("shipped", 1): None,
        ("network", 2): ("shipped", 1),
        ("branch", 1): ("network", 2),
        ("network", 3): ("network", 2),
        ("branch", 2): ("branch", 1),
    }


def test_the_trail_says_what_was_published_and_no_words_of_it(publish, branch_a):
    publish(branch=branch_a, texts=OWN)
    with in_branch(branch_a.id):
        entry = db.session.scalars(
            select(AuditEntry).where(AuditEntry.event == "core.document_published")
        ).one()
        assert entry.data["document"] == RULES
        hashes = current_document(RULES).hashes
        assert entry.data["hashes"] == [f"{language} {digest}" for language, digest in hashes.items()]
        assert "Біздің" not in str(entry.data)
