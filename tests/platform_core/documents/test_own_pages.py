"""The pages where a colleague reads and acknowledges what the roles ask for."""

import re

import pytest
from sqlalchemy import select

from platform_core.auth.accounts import account_by_login
from platform_core.documents.models import DocumentSignature
from platform_core.documents.shipped import STAFF_RULES
from platform_core.documents.versions import current_document
from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from tests.platform_core.documents.conftest import RULES
from tests.platform_core.documents.pages import words


def hash_on(page):
    return re.search(r'name="signature_hash" value="([0-9a-f]{64})"', page.text)[1]


def test_a_colleague_reads_and_acknowledges_and_the_start_page_stops_asking(client, login, branch_a):
    login(client, "staff")
    assert "1 document waits" in client.get("/alpha/").text
    assert "to be read" in words(client.get("/alpha/documents/own"))
    address = f"/alpha/documents/own/{STAFF_RULES}"
    page = client.get(f"{address}?text=ru")
    answers = {"signature_language": "ru", "signature_hash": hash_on(page)}
    assert client.post(address, data=answers).status_code == 302
    assert "waits for you" not in client.get("/alpha/").text
    assert "You have acknowledged this text" in client.get(address).text
    with in_branch(branch_a.id):
        row = db.session.scalars(select(DocumentSignature)).one()
    assert (row.method, row.language, row.signer_kind) == ("acknowledged", "ru", "user")
    assert (row.signer_id, row.taken_by) == (account_by_login("staff.alpha").id, None)


def test_a_text_that_changed_while_it_was_read_is_shown_anew(client, login, declare, publish, branch_a):
    declare(audience=("staff",))
    login(client, "staff")
    address = f"/alpha/documents/own/{RULES}"
    answers = {"signature_language": "ru", "signature_hash": hash_on(client.get(f"{address}?text=ru"))}
    publish()
    response = client.post(address, data=answers, follow_redirects=True)
    assert "The text changed while you were reading" in response.text
    with in_branch(branch_a.id):
        assert db.session.scalars(select(DocumentSignature)).all() == []


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"signature_language": "de", "signature_hash": "0" * 64},
        {"signature_language": "ru", "signature_hash": "x"},
    ],
)
def test_what_was_not_on_the_screen_is_not_acknowledged(client, login, answers):
    login(client, "staff")
    assert client.post(f"/alpha/documents/own/{STAFF_RULES}", data=answers).status_code == 422


def test_nobody_acknowledges_what_their_roles_do_not_ask_for(client, login, declare, branch_a):
    declare(audience=("curator",))
    login(client, "staff")
    with in_branch(branch_a.id):
        digest = current_document(RULES).hashes["ru"]
    answers = {"signature_language": "ru", "signature_hash": digest}
    assert client.post(f"/alpha/documents/own/{RULES}", data=answers).status_code == 404
