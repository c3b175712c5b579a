"""The register of signatures and the proof of one: who may, what it shows, what the trail tells."""

import io

import openpyxl
import pytest
from sqlalchemy import select

from platform_core.db.base import new_id
from platform_core.documents.signing import SignerRef
from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from tests.platform_core.documents.conftest import SIGNATURE
from tests.platform_core.documents.pages import events
from tests.platform_core.paper.reading import words_of


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
