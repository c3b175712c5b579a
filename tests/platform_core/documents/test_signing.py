import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.crypto import KeyDestroyed, unseal
from platform_core.db.base import new_id
from platform_core.documents import jobs
from platform_core.documents.models import DocumentSignature, SignedText
from platform_core.documents.signing import SignerRef, erase_signatures, export_signatures, sign_document
from platform_core.documents.states import signature_states
from platform_core.documents.subject_data import DOCUMENT_DATA
from platform_core.documents.versions import current_document
from platform_core.errors import Conflict, InvalidInput, NotFound
from platform_core.extensions import db
from platform_core.hooks.manifest import DocumentText
from platform_core.hooks.types import SubjectRef
from platform_core.isolation.actor import Actor
from platform_core.isolation.scope import in_branch
from platform_core.people import services as people
from platform_core.testing.people import make_user
from platform_core.testing.statements import counted_statements
from tests.platform_core.documents.conftest import NEWER, RULES, SIGNATURE, TEXTS

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def kept(branch):
    with in_branch(branch.id):
        return db.session.scalars(select(DocumentSignature)).all()


def standing(branch, signer, code=RULES):
    with in_branch(branch.id):
        return signature_states(code, signer.kind, [signer.id])[signer.id].standing


def test_a_signature_keeps_what_was_signed_by_whom_and_how(sign, branch_a):
    signer = SignerRef("visitor", new_id())
    sign(branch_a, signer, method="drawn", drawing=SIGNATURE.encode())
    (row,) = kept(branch_a)
    assert (row.code, row.number, row.origin, row.language) == (RULES, 1, "shipped", "ru")
    assert (row.signer_kind, row.signer_id, row.person_id) == ("visitor", signer.id, None)
    with in_branch(branch_a.id):
        assert row.text_hash == current_document(RULES).hashes["ru"]
        assert unseal(row, "name", row.name) == "Ли Анна"
        assert json.loads(unseal(row, "drawing", row.drawing)) == json.loads(SIGNATURE)
        text = db.session.scalars(select(SignedText)).one()
        assert (text.text_hash, text.title, text.body) == (row.text_hash, "Правила", TEXTS["ru"].body)
    assert b"\xd0\x9b\xd0\xb8" not in row.name  # the name is nowhere in clear


def test_the_desk_that_takes_a_signature_is_known_and_nobody_takes_ones_own(document, branch_a):
    user_id = make_user("front_desk")
    actor = Actor(user_id, None, "Desk", branch_a.id, frozenset(), frozenset())
    for signer in (SignerRef("visitor", new_id()), SignerRef("user", user_id)):
        with in_branch(branch_a.id, actor=actor, write=True):
            digest = current_document(RULES).hashes["kk"]
            sign_document(RULES, language="kk", shown_hash=digest, signer=signer, name="Ли")
            db.session.commit()
    assert {(row.signer_kind, row.taken_by) for row in kept(branch_a)} == {
        ("visitor", user_id),
        ("user", None),
    }


def test_a_text_that_changed_while_it_was_read_is_not_signed(sign, publish, branch_a):
    with in_branch(branch_a.id):
        shown = current_document(RULES).hashes["ru"]
    publish()
    with pytest.raises(Conflict, match="document_changed"):
        sign(branch_a, shown_hash=shown)
    assert kept(branch_a) == []


@pytest.mark.parametrize("shown", ["", "0" * 64, "é" * 64, TEXTS["ru"].body])
def test_what_is_no_hash_of_this_text_is_not_signed(sign, branch_a, shown):
    with pytest.raises(Conflict):
        sign(branch_a, shown_hash=shown)


def test_the_hash_of_another_language_is_not_this_texts(sign, document, branch_a):
    with in_branch(branch_a.id):
        kazakh = current_document(RULES).hashes["kk"]
    with pytest.raises(Conflict):
        sign(branch_a, language="ru", shown_hash=kazakh)
    with pytest.raises(Conflict):
        sign(branch_a, language="de", shown_hash="")


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({"name": " \n "}, "signature_name"),
        ({"name": "x" * 161}, "signature_name"),
        ({"method": "drawn"}, "signature_drawing"),
        ({"method": "drawn", "drawing": b"[[[1,1]]]"}, "signature_drawing"),
        ({"method": "drawn", "drawing": b"\x89PNG"}, "signature_drawing"),
    ],
)
def test_a_signature_without_a_name_or_a_stroke_is_refused(sign, branch_a, more, wrong):
    with pytest.raises(InvalidInput) as refusal:
        sign(branch_a, **more)
    assert list(refusal.value.errors) == [wrong]
    assert kept(branch_a) == []


def test_an_unknown_document_is_not_found(scope_a):
    with pytest.raises(NotFound):
        sign_document(
            "core.no", language="ru", shown_hash="", signer=SignerRef("visitor", new_id()), name="x"
        )


def test_a_text_is_kept_once_however_many_sign_it(sign, branch_a):
    for _time in range(3):
        sign(branch_a)
    with in_branch(branch_a.id):
        assert len(db.session.scalars(select(SignedText)).all()) == 1


def test_nothing_need_be_signed_again_until_the_text_changes(sign, publish, branch_a):
    signer = SignerRef("visitor", new_id())
    assert standing(branch_a, signer) == "never"
    sign(branch_a, signer)
    assert standing(branch_a, signer) == "current"
    publish()
    assert standing(branch_a, signer) == "changed"
    sign(branch_a, signer)
    assert standing(branch_a, signer) == "current"
    publish(texts=TEXTS)  # the text that was signed first holds again
    assert standing(branch_a, signer) == "current"


def test_who_read_another_language_signs_again_only_if_that_one_changed(sign, publish, branch_a):
    kazakh, russian = SignerRef("visitor", new_id()), SignerRef("visitor", new_id())
    sign(branch_a, kazakh, language="kk")
    sign(branch_a, russian, language="ru")
    publish(texts=NEWER)  # only the Russian text is another
    assert (standing(branch_a, kazakh), standing(branch_a, russian)) == ("current", "changed")


def test_a_branchs_own_text_is_signed_anew(sign, publish, branch_a):
    signer = SignerRef("visitor", new_id())
    sign(branch_a, signer)
    publish(branch=branch_a, texts={**TEXTS, "ru": DocumentText("Правила", "Наши.")})
    assert standing(branch_a, signer) == "changed"


def test_a_signature_is_valid_for_its_days_and_no_longer(declare, sign, branch_a):
    declare(valid_days=365)
    signer = SignerRef("visitor", new_id())
    with time_machine.travel(NOW, tick=False):
        sign(branch_a, signer)
        assert standing(branch_a, signer) == "current"
    with time_machine.travel(NOW + timedelta(days=365, seconds=-1), tick=False):
        assert standing(branch_a, signer) == "current"
    with time_machine.travel(NOW + timedelta(days=365), tick=False):
        assert standing(branch_a, signer) == "expired"


def test_states_of_many_take_no_more_queries_than_of_one(sign, branch_a):
    signers = [SignerRef("visitor", new_id()) for _number in range(6)]
    for signer in signers[:4]:
        sign(branch_a, signer)
    counts = []
    for chosen in (signers[:1], signers):
        with in_branch(branch_a.id), counted_statements() as statements:
            states = signature_states(RULES, "visitor", [signer.id for signer in chosen])
        counts.append(len(statements))
        assert set(states) == {signer.id for signer in chosen}
    assert counts[0] == counts[1]
    assert [states[signer.id].is_current for signer in signers] == [True] * 4 + [False] * 2


def test_a_signature_of_one_kind_of_signer_or_branch_says_nothing_of_another(sign, branch_a, branch_b):
    signer = SignerRef("visitor", new_id())
    sign(branch_a, signer)
    assert standing(branch_a, SignerRef("person", signer.id)) == "never"
    assert standing(branch_b, signer) == "never"


def test_a_signers_signatures_are_given_out_and_erased(sign, branch_a, branch_b):
    signer = SignerRef("visitor", new_id())
    sign(branch_a, signer)
    sign(branch_a)
    with in_branch(branch_a.id):
        (record,) = export_signatures("visitor", [signer.id])
        assert (record["document"], record["name"], record["language"]) == (RULES, "Ли Анна", "ru")
    (row,) = [one for one in kept(branch_a) if one.signer_id == signer.id]
    with in_branch(branch_b.id, write=True):
        assert erase_signatures("visitor", [signer.id]) == 0
    with in_branch(branch_a.id, write=True):
        assert erase_signatures("visitor", [signer.id]) == 1
        db.session.commit()
    assert len(kept(branch_a)) == 1
    with in_branch(branch_a.id), pytest.raises(KeyDestroyed):
        unseal(row, "name", row.name)


def test_one_persons_copy_and_erasure_cover_the_person_and_the_account(sign, branch_a):
    with in_branch(branch_a.id, write=True):
        person = people.add_person({"kind": "staff", "family_name": "Ли", "given_name": "Анна"})
        db.session.commit()
        person_id = person.id
    sign(branch_a, SignerRef("person", person_id))
    sign(branch_a, SignerRef("user", new_id(), person_id))
    sign(branch_a)
    subject = SubjectRef(branch_a.id, person_id)
    with in_branch(branch_a.id, write=True):
        (section,) = DOCUMENT_DATA.export(subject)
        assert len(section.records) == 2
        assert DOCUMENT_DATA.erase(subject) == 2
        db.session.commit()
    assert len(kept(branch_a)) == 1
    with in_branch(branch_a.id, write=True):
        assert list(DOCUMENT_DATA.export(SubjectRef(branch_a.id, None, b"x" * 32))) == []
        assert DOCUMENT_DATA.erase(SubjectRef(branch_a.id, None, b"x" * 32)) == 0


def test_old_signatures_go_but_those_under_a_text_that_holds(sign, publish, branch_a):
    with time_machine.travel(NOW - timedelta(days=4 * 365), tick=False):
        sign(branch_a, language="ru")
        sign(branch_a, language="kk")
    publish(texts=NEWER)  # the Kazakh text stays what it was
    with time_machine.travel(NOW, tick=False):
        sign(branch_a, language="ru")
        with in_branch(branch_a.id, write=True):
            jobs.purge_signatures({})
            db.session.commit()
    assert sorted(row.language for row in kept(branch_a)) == ["kk", "ru"]
    with in_branch(branch_a.id):
        assert len(db.session.scalars(select(SignedText)).all()) == 2


def test_the_trail_names_the_text_and_not_the_signer(sign, branch_a):
    signature_id = sign(branch_a)
    with in_branch(branch_a.id):
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "core.document_signed")).one()
    assert entry.target_id == signature_id
    assert entry.data["hash"]
    assert "Ли Анна" not in str(entry.data)
