"""The fields of a form that signs: what they read, what they refuse, and what the service is given."""

import pytest
from marshmallow import fields

from platform_core.db.base import new_id
from platform_core.documents.drawings import read_drawing
from platform_core.documents.schemas import SigningSchema, signing_answers
from platform_core.documents.signing import SignerRef, sign_document
from platform_core.documents.versions import current_document
from platform_core.i18n import use_locale
from platform_core.web.forms import load_form
from tests.platform_core.documents.conftest import RULES, SIGNATURE

UNREAD = "The drawing cannot be read: clear it and sign once more."
TOO_LONG = "The drawing is too long: clear it and sign once more."


class VisitForm(SigningSchema):
    badge = fields.Integer(required=True)


def typed(**more):
    answers = {
        "badge": "7",
        "signature_language": "ru",
        "signature_hash": "A" * 64,
        "signature_name": " Ли Анна ",
    }
    return {**answers, **more}


def test_a_form_of_ones_own_takes_the_signing_in():
    form = load_form(VisitForm, typed())
    assert form.is_valid
    assert form.data["badge"] == 7
    assert signing_answers(form.data) == {
        "language": "ru", "shown_hash": "A" * 64, "name": "Ли Анна", "method": "typed", "drawing": None,
    }  # fmt: skip


def test_a_drawing_makes_it_a_drawn_signature():
    answers = signing_answers(load_form(VisitForm, typed(signature_drawing=SIGNATURE)).data)
    assert answers["method"] == "drawn"
    assert read_drawing(answers["drawing"]) == read_drawing(SIGNATURE)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"signature_name": ""}, "Please answer this."),
        ({"signature_name": "x"}, "The length must be between 2 and 160."),
        ({"signature_name": "x" * 161}, "The length must be between 2 and 160."),
        ({"signature_hash": "z" * 64}, "This is not written as expected."),
        ({"signature_hash": "a" * 63}, "This is not written as expected."),
        ({"signature_language": "de"}, "Choose one of the answers listed."),
        ({"signature_drawing": "[[[1,1]]]"}, "Sign with more than a dot, or write your name instead."),
        ({"signature_drawing": "<svg/>"}, UNREAD),
        ({"signature_drawing": " " * 70_000 + "[]x"}, UNREAD),
        ({"signature_drawing": "[" + "[[0,0]]," * 9000 + "[[0,0]]]"}, TOO_LONG),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(wrong, reason):
    with use_locale("en"):
        form = load_form(VisitForm, typed(**wrong))
    assert form.errors == {next(iter(wrong)): [reason]}


def test_what_the_form_read_is_what_the_service_takes(scope_a, document):
    shown = current_document(RULES).hashes["ru"].upper()
    form = load_form(VisitForm, typed(signature_hash=shown, signature_drawing=SIGNATURE))
    assert sign_document(RULES, signer=SignerRef("visitor", new_id()), **signing_answers(form.data))
