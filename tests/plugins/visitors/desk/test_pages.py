"""The pages of the desk: the live list, the one field, the steps of a visit (A5.3, A5.6, A5.9, P19)."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.documents.versions import current_document
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch
from platform_core.people.iin import make_iin
from platform_core.testing.statements import counted_statements
from plugins.visitors.data.documents import GUIDANCE
from plugins.visitors.models import HeldItem, Visit, Visitor
from tests.plugins.visitors.desk.conftest import MORNING, Made

MakeVisit = Callable[..., Made]
Login = Callable[..., str]
LIST, FIND = "/alpha/visitors/desk/list", "/alpha/visitors/desk/find"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def guard(client: FlaskClient, login: Login, clock: object) -> FlaskClient:
    """The desk, signed in."""
    login(client, "front_desk")
    return client


def visit_of(branch: BranchInfo, made: Made) -> Visit:
    with in_branch(branch.id):
        return db.session.scalars(select(Visit).where(Visit.id == made.id)).one()


def signing(branch: BranchInfo, language: str = "kk") -> dict[str, str]:
    with in_branch(branch.id):
        text_hash = current_document(GUIDANCE).hashes[language]
    return {
        "signature_language": language,
        "signature_hash": text_hash,
        "signature_name": "Нұрлан Әлімов",
    }


def receive(guard: FlaskClient, branch: BranchInfo, made: Made, **more: str) -> None:
    """Walk a visitor through every step by the forms of the page."""
    seen = {"version": made.version, "document_type": "passport"}
    assert guard.post(f"{made.url}/identity", data=seen).status_code == 303
    version = str(visit_of(branch, made).version)
    signed = guard.post(f"{made.url}/guidance", data={"version": version, **signing(branch)})
    assert signed.status_code == 303
    admitted = {
        "version": str(visit_of(branch, made).version),
        "hand_to": "host",
        "items_asked": "true",
        **more,
    }
    assert guard.post(f"{made.url}/admit", data=admitted).status_code == 303


def test_the_desk_shows_who_is_due_and_who_is_late(guard: FlaskClient, make_visit: MakeVisit) -> None:
    make_visit("Қазіргі", "Айна")
    make_visit(
        "Кешіккен",
        "Дана",
        expected_from=MORNING - timedelta(hours=1),
        expected_until=MORNING + timedelta(hours=1),
    )
    make_visit(
        "Ертеңгі",
        "Сәуле",
        expected_from=MORNING + timedelta(days=1),
        expected_until=MORNING + timedelta(days=1, hours=1),
    )
    page = guard.get("/alpha/visitors/desk").text
    assert page.index("Қазіргі") < page.index("Should have been here") < page.index("Кешіккен")
    assert "Ертеңгі" not in page


def test_an_idle_list_is_not_drawn_again(guard: FlaskClient, make_visit: MakeVisit) -> None:
    made = make_visit()
    first = guard.get(LIST)
    mark = first.headers["ETag"]
    assert guard.get(LIST, headers={"If-None-Match": mark}).status_code == 304
    assert guard.get(LIST, headers={"If-None-Match": '"other"'}).status_code == 200
    guard.post(f"{made.url}/identity", data={"version": made.version, "document_type": "passport"})
    again = guard.get(LIST, headers={"If-None-Match": mark})
    assert again.status_code == 200
    assert "At the desk now" in again.text


def test_the_list_carries_its_own_mark(guard: FlaskClient, make_visit: MakeVisit) -> None:
    make_visit()
    answer = guard.get(LIST)
    assert f'{{"If-None-Match": "\\{answer.headers["ETag"][:-1]}\\""}}' in answer.text


def test_what_is_looked_for_stands_in_no_address_and_no_trail(
    guard: FlaskClient, make_visit: MakeVisit, branch_a: BranchInfo
) -> None:
    make_visit("Сейітқали", "Мұрат")
    answer = guard.post(FIND, data={"words": "сейіт"}, headers=HTMX)
    assert answer.status_code == 200
    assert "Сейітқали" in answer.text
    assert guard.get(FIND).status_code in {404, 405}
    with in_branch(branch_a.id):
        told = db.session.scalars(
            select(AuditEntry).where(AuditEntry.event == "visitors.desk_searched")
        ).one()
        assert told.data == {"hits": 1}


def test_a_code_a_link_a_badge_and_a_number_open_the_visit(
    guard: FlaskClient, make_visit: MakeVisit, branch_a: BranchInfo
) -> None:
    made = make_visit()
    receive(guard, branch_a, made)
    scanned = (
        made.token,
        f"https://school.example/alpha/visit/{made.token}",
        f"https://school.example/alpha/visitors/visits/{made.id}/custody",
        "1",
    )
    for words in scanned:
        by_script = guard.post(FIND, data={"words": words}, headers=HTMX)
        assert by_script.headers.get("HX-Redirect") == made.url, words
        assert guard.post(FIND, data={"words": words}).location == made.url


def test_a_code_of_nobody_finds_nobody(guard: FlaskClient, make_visit: MakeVisit) -> None:
    make_visit()
    for words in ("f" * 32, "01a2031f-37d6-7d11-9bcf-000000000000", "77", "жоқ адам"):
        answer = guard.post(FIND, data={"words": words}, headers=HTMX)
        assert (answer.status_code, "Nobody found today" in answer.text) == (200, True), words
    assert guard.post(FIND, data={"words": " "}, headers=HTMX).status_code == 422


def test_an_expected_guardian_who_has_signed_takes_three_taps(
    guard: FlaskClient, make_visit: MakeVisit, branch_a: BranchInfo
) -> None:
    first, second = make_visit(), make_visit()
    receive(guard, branch_a, first)
    with in_branch(branch_a.id, write=True):
        visit = db.session.scalars(select(Visit).where(Visit.id == second.id)).one()
        visit.visitor_id = first.visitor_id  # the same person comes again
        db.session.commit()
        version = visit.version
    page = guard.get(second.url)  # the first tap: the row of the list
    assert 'name="document_type"' in page.text
    seen = guard.post(  # the second: the document
        f"{second.url}/identity",
        data={"version": str(version), "document_type": "passport"},
        follow_redirects=True,
    )
    assert "Nothing prohibited. Let in: Ерлан Мұғалім is here" in seen.text
    assert "signature_name" not in seen.text
    version = visit_of(branch_a, second).version
    let_in = guard.post(  # the third
        f"{second.url}/admit", data={"version": str(version), "hand_to": "host", "items_asked": "true"}
    )
    assert let_in.status_code == 303
    assert visit_of(branch_a, second).status == "on_site"


def test_the_desk_leads_to_a_refusal_and_to_the_day_sheet(guard: FlaskClient, make_visit: MakeVisit) -> None:
    made = make_visit()
    page = guard.get(made.url).text
    assert f"/alpha/visitors/refusals/new?visit={made.id}" in page
    assert guard.get(f"/alpha/visitors/refusals/new?visit={made.id}").status_code == 200
    desk = guard.get("/alpha/visitors/desk").text
    assert "/alpha/visitors/sheets" in desk
    assert "There is no network" in desk


def test_two_desks_on_one_visit(guard: FlaskClient, make_visit: MakeVisit, app: Flask, login: Login) -> None:
    made = make_visit()
    other = app.test_client()
    login(other, "sss_head")
    seen = {"version": made.version, "document_type": "passport"}
    assert guard.post(f"{made.url}/identity", data=seen).status_code == 303
    told = other.post(f"{made.url}/identity", data=seen)
    assert told.status_code == 409
    assert "Somebody else was faster" in told.text
    assert guard.post(f"{made.url}/identity", data=seen).status_code == 303  # the line broke: the same again


def test_a_form_that_was_read_before_an_edit_is_refused(
    guard: FlaskClient, make_visit: MakeVisit, branch_a: BranchInfo
) -> None:
    made = make_visit()
    with in_branch(branch_a.id, write=True):
        db.session.scalars(select(Visit).where(Visit.id == made.id)).one().place = "Басқа бөлме"
        db.session.commit()
    answer = guard.post(f"{made.url}/identity", data={"version": made.version, "document_type": "passport"})
    assert answer.status_code == 409
    assert visit_of(branch_a, made).status == "expected"


def test_an_identity_number_is_hashed_and_not_kept(
    guard: FlaskClient, make_visit: MakeVisit, branch_a: BranchInfo
) -> None:
    made = make_visit()
    number = next(
        found for serial in range(20) if (found := make_iin(MORNING.date(), sex="male", serial=serial))
    )
    seen = {"version": made.version, "document_type": "passport", "identity_number": number}
    assert guard.post(f"{made.url}/identity", data=seen).status_code == 303
    with in_branch(branch_a.id):
        visitor = db.session.scalars(select(Visitor)).one()
        assert visitor.identity_index is not None
        assert visitor.network_index is not None
        assert number not in repr(vars(visitor))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"document_type": "library_card"}, "document_type"),
        ({"document_last": "12345"}, "document_last"),
        ({"document_last": "1-2"}, "document_last"),
        ({"identity_number": "123456789012"}, "identity_number"),
        ({"version": "x"}, "version"),
    ],
)
def test_wrong_answers_are_named_and_nothing_is_written(
    guard: FlaskClient, make_visit: MakeVisit, branch_a: BranchInfo, wrong: dict[str, str], field: str
) -> None:
    made = make_visit()
    answer = guard.post(
        f"{made.url}/identity", data={"version": made.version, "document_type": "passport", **wrong}
    )
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in answer.text
    visit = visit_of(branch_a, made)
    assert (visit.status, visit.number, str(visit.version)) == ("expected", None, made.version)


def test_unknown_clearance_is_said_loudly(
    guard: FlaskClient, make_visit: MakeVisit, branch_a: BranchInfo
) -> None:
    made = make_visit(visitor_type="service_provider", purpose="works")
    guard.post(f"{made.url}/identity", data={"version": made.version, "document_type": "service_card"})
    page = guard.get(made.url).text
    assert "Clearance unknown: nobody has confirmed it" in page
    assert "Cleared to work" not in page
    guard.post(f"{made.url}/guidance", data={"version": "3", **signing(branch_a)})
    admitted = {"version": str(visit_of(branch_a, made).version), "hand_to": "host", "items_asked": "true"}
    refused = guard.post(f"{made.url}/admit", data=admitted)
    assert refused.status_code == 422
    assert visit_of(branch_a, made).status == "identity_checked"
    assert (
        guard.post(f"{made.url}/admit", data={**admitted, "clearance_confirmed": "true"}).status_code == 303
    )


def test_the_guidance_is_read_in_the_visitors_language(
    guard: FlaskClient, make_visit: MakeVisit, branch_a: BranchInfo
) -> None:
    made = make_visit()
    guard.post(f"{made.url}/identity", data={"version": made.version, "document_type": "passport"})
    assert "Мектепке келушіге арналған нұсқаулық" in guard.get(made.url).text
    assert "Памятка для посетителя школы" in guard.get(f"{made.url}?read=ru").text
    stale = {"version": "3", **signing(branch_a, "ru"), "signature_hash": "0" * 64}
    assert guard.post(f"{made.url}/guidance", data=stale).status_code == 409
    assert visit_of(branch_a, made).signature_id is None


def test_things_are_kept_returned_and_printed(
    guard: FlaskClient, make_visit: MakeVisit, branch_a: BranchInfo
) -> None:
    made = make_visit()
    assert guard.get(f"{made.url}/receipt").status_code == 404
    guard.post(f"{made.url}/identity", data={"version": made.version, "document_type": "passport"})
    version = str(visit_of(branch_a, made).version)
    noted = {"version": version, "held": ["sharp", "gas"], "agreed": ["home_food"], "note": "Қайшы"}
    assert guard.post(f"{made.url}/items", data=noted).status_code == 303
    assert guard.post(f"{made.url}/items", data=noted).status_code == 409  # the page was read before
    nothing = guard.post(f"{made.url}/items", data={"version": str(visit_of(branch_a, made).version)})
    assert nothing.status_code == 422
    assert guard.get(f"{made.url}/receipt").data.startswith(b"%PDF")
    with in_branch(branch_a.id):
        item = db.session.scalars(select(HeldItem).where(HeldItem.code == "gas")).one()
    assert guard.post(f"{made.url}/items/{item.id}/return").status_code == 303
    guard.post(f"{made.url}/guidance", data={"version": version, **signing(branch_a)})
    admitted = {"version": str(visit_of(branch_a, made).version), "hand_to": "desk"}
    assert guard.post(f"{made.url}/admit", data=admitted).status_code == 303
    leaving = {"version": str(visit_of(branch_a, made).version), "badge_back": "true"}
    assert guard.post(f"{made.url}/check-out", data=leaving).status_code == 422
    assert guard.post(f"{made.url}/check-out", data={**leaving, "items_back": "true"}).status_code == 303
    assert visit_of(branch_a, made).status == "checked_out"


def test_a_badge_is_printed_and_its_photograph_is_kept_nowhere(
    guard: FlaskClient, make_visit: MakeVisit, branch_a: BranchInfo, app: Flask
) -> None:
    made = make_visit("Әбілқайырұлы-Жұмағұлова", "Нұргүлжан")
    assert guard.get(f"{made.url}/badge").status_code == 404
    receive(guard, branch_a, made)
    assert guard.get(f"{made.url}/badge").data.startswith(b"%PDF")
    picture = BytesIO()
    Image.new("RGB", (400, 500), (90, 120, 150)).save(picture, "JPEG")
    before = {path: path.stat().st_size for path in folder_of(app).rglob("*") if "photo" in path.name}
    answer = guard.post(
        f"{made.url}/badge",
        data={"photo": (BytesIO(picture.getvalue()), "face.jpg")},
        content_type="multipart/form-data",
    )
    assert answer.data.startswith(b"%PDF")
    after = {path: path.stat().st_size for path in folder_of(app).rglob("*") if "photo" in path.name}
    assert before == after
    for data in ({}, {"photo": (BytesIO(b"no picture"), "face.jpg")}):
        refused = guard.post(f"{made.url}/badge", data=data, content_type="multipart/form-data")
        assert refused.status_code == 422


def folder_of(app: Flask):  # type: ignore[no-untyped-def]
    return app.extensions["qorgau_settings"].data_dir


@pytest.mark.parametrize("role", ["staff", "curator", "branch_admin"])
def test_only_the_desk_receives(client: FlaskClient, login: Login, make_visit: MakeVisit, role: str) -> None:
    made = make_visit()
    login(client, role)
    for address in ("/alpha/visitors/desk", LIST, made.url, f"{made.url}/badge"):
        assert client.get(address).status_code == 403
    assert client.post(f"{made.url}/admit").status_code == 403


def test_another_branch_has_no_such_visit(client: FlaskClient, login: Login, make_visit: MakeVisit) -> None:
    made = make_visit()
    login(client, "front_desk", "beta")
    assert client.get(made.url).status_code == 404
    assert client.get(made.url.replace("alpha", "beta")).status_code == 404
    found = client.post("/beta/visitors/desk/find", data={"words": made.token}, headers=HTMX)
    assert "Nobody found today" in found.text


def test_the_list_asks_as_much_for_many_as_for_one(guard: FlaskClient, make_visit: MakeVisit) -> None:
    make_visit("Ли", "Анна")
    guard.get(LIST)
    with counted_statements() as one:
        guard.get(LIST)
    for number in range(12):
        make_visit(f"Ким{number}", "Олег")
    with counted_statements() as many:
        guard.get(LIST)
    assert len(many) == len(one)


def test_a_stranger_is_sent_to_sign_in(client: FlaskClient, clock: object) -> None:
    assert client.get("/alpha/visitors/desk").status_code == 302
