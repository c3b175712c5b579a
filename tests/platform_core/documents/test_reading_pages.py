"""The pages where documents are read: what is shown, as text, on paper, and to programs."""

import re

import pytest
from sqlalchemy import select

from platform_core.documents.models import DocumentSignature
from platform_core.documents.shipped import STAFF_RULES
from platform_core.documents.versions import current_document
from platform_core.extensions import db
from platform_core.hooks.manifest import DocumentText
from platform_core.isolation.scope import in_branch
from platform_core.testing.people import make_token
from tests.platform_core.documents.conftest import RULES, TEXTS
from tests.platform_core.documents.pages import ADDRESS, OWN, words
from tests.platform_core.paper.reading import words_of


def test_the_list_shows_the_text_that_holds_and_how_many_signed(client, login, sign, publish, branch_a):
    sign(branch_a)
    publish()
    login(client, "sss_head")
    page = client.get("/alpha/documents/")
    assert page.status_code == 200
    assert "Version 2 · Published by the central office" in words(page)
    assert re.search(r'href="/alpha/documents/core\.rules"', page.text)
    login(client, "staff")
    assert "Signatures" not in words(client.get("/alpha/documents/"))


def test_a_version_is_read_in_each_language_as_text_and_never_as_markup(client, login, publish):
    publish(texts={**TEXTS, "en": DocumentText("<b>x</b>", "<script>alert(1)</script>\n\n## Head\n- item")})
    login(client, "staff")
    page = client.get(f"{ADDRESS}?text=en")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text
    assert '<h3 class="q-document-heading">Head</h3>' in page.text
    assert "<li>item</li>" in page.text
    kazakh = client.get(f"{ADDRESS}/shipped/1?text=kk").text
    assert '<article class="q-document" lang="kk">' in kazakh
    assert "Бірінші жол." in kazakh
    assert client.get(f"{ADDRESS}?text=xx").status_code == 200


@pytest.mark.parametrize(
    "address",
    ["core.nothing", f"{RULES}/shipped/2", f"{RULES}/branch/1", f"{RULES}/x/1", f"{RULES}/shipped/1/changes",
     f"{RULES}/shipped/1/de.pdf", f"{RULES}/network/9/kk.pdf", "own/core.rules"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(client, login, document, address):
    login(client, "branch_head")
    assert client.get(f"/alpha/documents/{address}").status_code == 404


def test_changes_are_shown_in_words(client, login, publish):
    publish()
    login(client, "staff")
    page = client.get(f"{ADDRESS}/network/2/changes?text=ru").text
    assert re.search(r"<ins>.*изменилась\..*</ins>", page)
    assert re.search(r"<del>.*второе.*</del>", page, re.DOTALL)


def test_a_version_on_paper_says_the_same_words_and_its_hash(client, login, document, branch_a):
    login(client, "staff")
    response = client.get(f"{ADDRESS}/shipped/1/kk.pdf")
    assert response.mimetype == "application/pdf"
    text = words_of(response.data)
    with in_branch(branch_a.id):
        digest = current_document(RULES).hashes["kk"]
    assert "Бірінші жол." in text
    assert "• біріншісі" in text
    assert digest in text.replace(" ", "")


def test_the_documents_of_a_module_that_is_off_are_not_there_and_their_signatures_are(
    client, login, declare, sign, branch_a
):
    from platform_core.isolation.scope import catalogue_write
    from platform_core.tenancy.models import EnabledModule

    declare(module="incidents")
    sign(branch_a)
    with catalogue_write():
        for switch in db.session.scalars(select(EnabledModule).where(EnabledModule.module == "incidents")):
            switch.enabled = False
        db.session.commit()
    login(client, "branch_head")
    assert RULES not in client.get("/alpha/documents/").text
    for path in ("", "/shipped/1", "/shipped/1/kk.pdf", "/publish"):
        assert client.get(f"{ADDRESS}{path}").status_code == 404
    assert "Ли Анна" in client.get("/alpha/documents/signatures").text
    with in_branch(branch_a.id):
        signature_id = db.session.scalars(select(DocumentSignature.id)).one()
    assert client.get(f"/alpha/documents/signatures/{signature_id}.pdf").status_code == 200


def test_programs_read_the_texts_that_hold(client, publish, branch_a):
    publish(branch=branch_a, texts=OWN)
    token = {"Authorization": f"Bearer {make_token('core.documents.read')}"}
    listed = {one["code"]: one for one in client.get("/api/v1/alpha/documents", headers=token).json["items"]}
    assert (listed[RULES]["origin"], listed[RULES]["number"]) == ("branch", 1)
    assert listed[STAFF_RULES]["published_at"] is None
    one = client.get(f"/api/v1/alpha/documents/{RULES}", headers=token).json
    assert one["bodies"]["en"] == "Nobody shouts."
    assert one["hashes"] == listed[RULES]["hashes"]
    assert client.get("/api/v1/alpha/documents/core.nothing", headers=token).status_code == 404
    assert client.get("/api/v1/beta/documents", headers=token).status_code == 404
