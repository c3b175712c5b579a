"""The pages of documents: who may, what they show, what is refused, what the trail tells."""

import io
import re

import openpyxl
import pytest
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.auth.accounts import account_by_login
from platform_core.db.base import new_id
from platform_core.documents.models import DocumentSignature
from platform_core.documents.shipped import STAFF_RULES
from platform_core.documents.signing import SignerRef
from platform_core.documents.versions import current_document
from platform_core.extensions import db
from platform_core.hooks.manifest import DocumentText
from platform_core.isolation.scope import in_branch
from platform_core.notify.models import Notification
from platform_core.testing.people import make_token
from tests.platform_core.documents.conftest import NEWER, RULES, SIGNATURE, TEXTS
from tests.platform_core.paper.reading import words_of

ADDRESS = f"/alpha/documents/{RULES}"
OWN = {**TEXTS, "en": DocumentText("Our rules", "Nobody shouts.")}


def typed(texts=NEWER, *, step="publish", replaces=1, **more):
    fields = {f"title_{language}": text.title for language, text in texts.items()}
    fields |= {f"body_{language}": text.body for language, text in texts.items()}
    return {**fields, "note": "Shorter", "replaces": str(replaces), "step": step, **more}


def held(branch, code=RULES):
    with in_branch(branch.id):
        version = current_document(code)
        return version.origin, version.number


def events(branch):
    with in_branch(branch.id):
        told = select(AuditEntry.event).where(AuditEntry.event.startswith("core."))
        return [
            event
            for event in db.session.scalars(told.order_by(AuditEntry.id))
            if "sign" in event or "docu" in event
        ]


def inbox(branch):
    with in_branch(branch.id):
        found = db.session.scalars(select(Notification).where(Notification.code == "core.document_changed"))
        return [(one.user_id, one.target_url) for one in found]


def words(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


# --- reading --------------------------------------------------------------------------------------


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


# --- publishing -----------------------------------------------------------------------------------


def test_a_branch_looks_at_its_text_and_publishes_it(client, login, document, branch_a, branch_b):
    login(client, "branch_head")
    first = client.get(f"{ADDRESS}/publish").text
    assert "Бірінші жол." in first
    preview = client.post(f"{ADDRESS}/publish", data=typed(OWN, step="preview"))
    assert preview.status_code == 200
    assert "Nobody shouts." in preview.text
    assert held(branch_a) == ("shipped", 1)
    assert client.post(f"{ADDRESS}/publish", data=typed(OWN)).status_code == 302
    assert (held(branch_a), held(branch_b)) == (("branch", 1), ("shipped", 1))
    assert client.post(f"{ADDRESS}/publish", data=typed(NEWER, replaces=7)).status_code == 409
    assert client.post(f"{ADDRESS}/withdraw").status_code == 302
    assert held(branch_a) == ("shipped", 1)
    assert client.post(f"{ADDRESS}/withdraw").status_code == 409
    assert events(branch_a) == ["core.document_published", "core.document_withdrawn"]


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (typed(TEXTS), "This is the text that holds already."),
        (typed(body_en=""), "Text in English: Please answer this."),
        (typed(title_kk="x" * 161), "Title in Kazakh: Too long"),
        (typed(note=" "), "What changes: Please answer this."),
        (typed(replaces="x"), "Give a whole number"),
        (typed(step="burn"), "Choose one of the answers listed."),
    ],
)
def test_a_text_that_is_not_whole_is_refused_and_kept_on_the_form(
    client, login, document, branch_a, wrong, reason
):
    login(client, "branch_head")
    response = client.post(f"{ADDRESS}/publish", data=wrong)
    assert response.status_code == 422
    assert reason in words(response)
    assert "Первая строка" in response.text
    assert held(branch_a) == ("shipped", 1)


def test_a_branch_does_not_publish_what_it_may_not_replace(client, login, branch_a):
    login(client, "branch_head")
    for method in (client.get, client.post):
        assert method(f"/alpha/documents/{STAFF_RULES}/publish").status_code == 404
    assert client.post(f"/alpha/documents/{STAFF_RULES}/withdraw").status_code == 404


@pytest.mark.parametrize("role", ["staff", "sss_head", "branch_admin", "front_desk"])
def test_only_the_head_publishes(client, login, document, role):
    login(client, role)
    assert client.get(f"{ADDRESS}/publish").status_code == 403
    assert client.post(f"{ADDRESS}/publish", data=typed()).status_code == 403


def test_the_centre_publishes_for_every_branch_and_members_are_told(
    client, login, declare, drain, branch_a, branch_b, central
):
    declare(audience=("curator",))
    for branch in ("alpha", "beta"):
        login(app_client(client), "curator", branch)
    login(client, "wellbeing_officer", "central")
    address = f"/central/documents/{RULES}"
    assert client.get("/central/documents/").status_code == 200
    assert client.post(f"{address}/publish", data=typed(step="preview")).status_code == 200
    assert held(branch_a) == ("shipped", 1)
    assert client.post(f"{address}/publish", data=typed()).status_code == 302
    assert client.post(f"{address}/publish", data=typed(TEXTS)).status_code == 409
    assert (held(branch_a), held(branch_b)) == (("network", 2), ("network", 2))
    for path in ("", "/network/2", "/network/2/changes", "/shipped/1/ru.pdf"):
        assert client.get(f"{address}{path}").status_code == 200
    assert events(central)[:1] == ["core.document_published"]
    drain()
    for branch in (branch_a, branch_b):
        curator = account_by_login(f"curator.{branch.code}").id
        assert inbox(branch) == [(curator, f"/{branch.code}/documents/own")]


def test_the_centre_sees_which_branches_have_their_own_text_and_their_trails_say_so(
    client, login, publish, branch_a, branch_b, central
):
    publish(branch=branch_a, texts=OWN)
    login(client, "wellbeing_officer", "central")
    page = words(client.get(f"/central/documents/{RULES}"))
    assert "Alpha school" in page
    assert "Beta school" not in page
    assert "core.documents_overviewed" in events(branch_a)
    assert "core.documents_overviewed" not in events(branch_b)


@pytest.mark.parametrize("role", ["central_hr", "auditor", "platform_admin"])
def test_others_of_the_centre_do_not_publish(client, login, document, role):
    login(client, role, "central")
    assert client.post(f"/central/documents/{RULES}/publish", data=typed()).status_code == 403


def test_the_branch_is_told_that_the_network_has_something_newer(client, login, publish, branch_a):
    publish(branch=branch_a, texts=OWN)
    login(client, "branch_head")
    assert "has published a newer text" not in client.get(ADDRESS).text
    publish()
    assert "has published a newer text" in client.get(ADDRESS).text


# --- one's own ------------------------------------------------------------------------------------


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


# --- the register ---------------------------------------------------------------------------------


def test_the_register_names_who_signed_filters_and_tells_the_trail(client, login, sign, branch_a, branch_b):
    sign(branch_a, name="Ли Анна")
    sign(branch_a, SignerRef("person", person_of(branch_a)), language="kk", name="Әбенова Гүлнұр")
    sign(branch_b, name="Чужой Пётр")
    login(client, "sss_head")
    page = client.get("/alpha/documents/signatures").text
    assert "Ли Анна" in page
    assert "Әбенова Гүлнұр" in page
    assert "Чужой" not in page
    only = client.get("/alpha/documents/signatures?language=kk&who=person&since=2020-01-01").text
    assert "Ли Анна" not in only
    assert "Әбенова" in only
    assert client.get("/alpha/documents/signatures?who=ghost").status_code == 400
    book = openpyxl.load_workbook(io.BytesIO(client.get("/alpha/documents/signatures/export.xlsx").data))
    cells = {str(cell) for row in book.active.values for cell in row}
    assert {"Ли Анна", "Әбенова Гүлнұр"} <= cells
    assert {"core.signatures_listed", "core.signatures_exported"} <= set(events(branch_a))


def test_the_register_takes_no_more_queries_for_more_rows(client, login, sign, branch_a):
    from platform_core.testing.statements import counted_statements

    login(client, "sss_head")
    counts = []
    for more in (2, 8):
        for _number in range(more):
            sign(branch_a)
        client.get("/alpha/documents/signatures")
        with counted_statements() as statements:
            client.get("/alpha/documents/signatures")
        counts.append(len(statements))
    assert counts[0] == counts[1]


def person_of(branch):
    from platform_core.people import services as people

    with in_branch(branch.id, write=True):
        person = people.add_person({"kind": "staff", "family_name": "Әбенова", "given_name": "Гүлнұр"})
        db.session.commit()
        return person.id


def test_the_proof_shows_the_text_as_signed_even_when_a_newer_one_holds(
    client, login, sign, publish, branch_a
):
    signature_id = sign(branch_a, method="drawn", drawing=SIGNATURE.encode())
    publish()
    login(client, "branch_head")
    response = client.get(f"/alpha/documents/signatures/{signature_id}.pdf")
    assert response.status_code == 200
    text = words_of(response.data)
    for part in ("Первая строка.", "второе", "Ли Анна", str(signature_id), "Русский"):
        assert part in text
    assert "изменилась" not in text
    assert "core.signature_proved" in events(branch_a)


def test_a_text_that_is_not_the_one_signed_proves_nothing(client, login, sign, branch_a):
    from platform_core.documents.models import SignedText

    signature_id = sign(branch_a)
    with in_branch(branch_a.id, write=True):
        db.session.scalars(select(SignedText)).one().body = "Something else."
        db.session.commit()
    login(client, "branch_head")
    response = client.get(f"/alpha/documents/signatures/{signature_id}.pdf")
    assert response.status_code == 500
    assert b"%PDF" not in response.data


@pytest.mark.parametrize("role", ["staff", "front_desk", "psychologist", "hr_officer", "branch_admin"])
def test_who_signed_is_not_for_everybody(client, login, sign, branch_a, role):
    signature_id = sign(branch_a)
    login(client, role)
    for path in ("signatures", f"signatures/{signature_id}.pdf", "signatures/export.xlsx"):
        assert client.get(f"/alpha/documents/{path}").status_code == 403


def test_another_branchs_signature_is_not_found(client, login, sign, branch_b):
    signature_id = sign(branch_b)
    login(client, "branch_head")
    assert client.get(f"/alpha/documents/signatures/{signature_id}.pdf").status_code == 404
    assert client.get(f"/alpha/documents/signatures/{new_id()}.pdf").status_code == 404


def app_client(client):
    return client.application.test_client()


# --- the API --------------------------------------------------------------------------------------


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
