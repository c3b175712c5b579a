"""The pages of refusals: recorded in a few taps, listed without words, read with a trail (A5.10)."""

import io

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from plugins.visitors.models import Refusal, Visit

NEW = "/alpha/visitors/refusals/new"


def rows(branch, model):
    with in_branch(branch.id):
        found = list(db.session.scalars(select(model).order_by(model.id)))
        db.session.expunge_all()
    return found


def test_the_desk_refuses_an_expected_visitor(client, login, due_id, branch_a, shown):
    login(client, "front_desk")
    page = shown(client.get(f"{NEW}?visit={due_id}"))
    assert "Әлімов Нұрлан" in page
    sent = client.post(NEW, data={"visit": str(due_id), "reason": "no_document"})
    assert sent.status_code == 302
    (refusal,), (visit,) = rows(branch_a, Refusal), rows(branch_a, Visit)
    assert (refusal.visit_id, visit.status) == (due_id, "refused")
    page = shown(client.get(sent.location))
    assert "Refusal 2026/27-001" in page
    assert "Әлімов Нұрлан" in page
    again = client.post(NEW, data={"visit": str(due_id), "reason": "no_document"})
    assert again.status_code == 422


def test_words_are_sealed_in_the_list_and_read_on_the_page_with_a_trail(
    client, login, branch_a, at_nine, shown
):
    login(client, "front_desk")
    said = {"reason": "other", "note": "есікті тепті", "name": "Бір адам"}
    address = client.post(NEW, data=said).location
    assert "есікті тепті" not in shown(client.get("/alpha/visitors/refusals"))
    assert "есікті тепті" in shown(client.get(address))
    with in_branch(branch_a.id):
        events = list(db.session.scalars(select(AuditEntry.event)))
    assert events.count("visitors.refusal_viewed") == 1
    assert events.count("visitors.refusals_viewed") == 1


def test_the_list_is_filtered_and_exported_without_formulas(client, login, branch_a, at_nine, shown):
    login(client, "sss_head")
    client.post(NEW, data={"reason": "no_purpose", "name": "=2+2"})
    client.post(NEW, data={"reason": "aggressive"})
    page = shown(client.get("/alpha/visitors/refusals?reason=aggressive&since=2026-10-06"))
    assert "No name said" in page
    assert "=2+2" not in page
    book = load_workbook(io.BytesIO(client.get("/alpha/visitors/refusals/export.xlsx").data))
    cells = {cell.value: cell.data_type for row in book.active.iter_rows() for cell in row if cell.value}
    assert cells["=2+2"] == "s"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"reason": "rude"}, "reason"), ({}, "reason"), ({"reason": "other"}, "note"),
     ({"reason": "no_purpose", "visit": "x"}, "visit"),
     ({"reason": "no_purpose", "name": "x" * 161}, "name")],
)  # fmt: skip
def test_a_wrong_refusal_names_its_field_and_writes_nothing(
    client, login, branch_a, at_nine, shown, wrong, field
):
    login(client, "front_desk")
    answer = client.post(NEW, data=wrong)
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in shown(answer)
    assert rows(branch_a, Refusal) == []


def test_a_visit_of_another_branch_is_nobody(client, login, due_id, branch_b):
    login(client, "front_desk", "beta")
    assert client.get(f"/beta/visitors/refusals/new?visit={due_id}").status_code == 404
    sent = client.post("/beta/visitors/refusals/new", data={"visit": str(due_id), "reason": "no_document"})
    assert sent.status_code == 404
    assert rows(branch_b, Refusal) == []


def test_teachers_neither_refuse_nor_read_and_the_desk_does_not_export(client, login, at_nine):
    login(client, "staff")
    assert client.get(NEW).status_code == 403
    assert client.post(NEW, data={"reason": "no_document"}).status_code == 403
    assert client.get("/alpha/visitors/refusals").status_code == 403
    login(client, "front_desk")
    assert client.get("/alpha/visitors/refusals/export.xlsx").status_code == 403


def test_a_long_list_asks_no_more_than_a_short_one(client, login, at_nine, statements):
    login(client, "front_desk")
    client.post(NEW, data={"reason": "no_document"})
    few = statements(lambda: client.get("/alpha/visitors/refusals"))
    for _more in range(5):
        client.post(NEW, data={"reason": "no_document", "name": "Бір адам"})
    assert statements(lambda: client.get("/alpha/visitors/refusals")) == few


FIND = "/alpha/visitors/refusals/find"


def events_of(branch):
    with in_branch(branch.id):
        rows = db.session.execute(select(AuditEntry.event, AuditEntry.data).order_by(AuditEntry.at))
        return [(row.event, row.data) for row in rows]


def test_somebody_is_found_by_name_and_the_trail_has_the_number_alone(
    client, login, branch_a, at_nine, shown
):
    login(client, "front_desk")
    client.post(NEW, data={"reason": "no_purpose", "name": "Сүлейменов Жәнібек", "note": "есікті тепті"})
    assert 'name="name"' in shown(client.get(FIND))
    page = shown(client.post(FIND, data={"name": "Zhanibek"}))
    assert "Сүлейменов Жәнібек" in page
    assert "есікті тепті" not in page
    assert "Сүлейменов" not in shown(client.post(FIND, data={"name": "Серік"}))
    looked = [data for event, data in events_of(branch_a) if event == "visitors.refusals_searched"]
    assert [data["hits"] for data in looked] == [1, 0]
    assert "Zhanibek" not in str(events_of(branch_a))


def test_no_address_takes_a_name(client, login, at_nine, shown):
    login(client, "front_desk")
    client.post(NEW, data={"reason": "no_purpose", "name": "Сүлейменов Жәнібек"})
    assert "Сүлейменов" not in shown(client.get(f"{FIND}?name=Сүлейменов"))
    for wrong in ("", "а", "x" * 161):
        assert client.post(FIND, data={"name": wrong}).status_code == 422


def test_the_desk_is_told_beside_a_visit_and_looking_is_recorded(client, login, due_id, branch_a, shown):
    login(client, "front_desk")
    visit = f"/alpha/visitors/desk/visits/{due_id}"
    assert "refused 1 time lately" not in shown(client.get(visit))
    client.post(NEW, data={"reason": "aggressive", "name": "Alimov Nurlan"})
    page = shown(client.get(visit))
    assert "Somebody of this name was refused 1 time lately" in page
    assert "Alimov" not in page
    before = shown(client.get(f"/alpha/visitors/refusals/before/{due_id}"))
    assert "Alimov Nurlan" in before
    assert "2026/27-001" in before
    looked = [data["hits"] for event, data in events_of(branch_a) if event == "visitors.past_refusals_viewed"]
    assert looked == [1]


def test_the_desk_s_one_field_tells_of_somebody_who_comes_back(client, login, at_nine, shown):
    login(client, "front_desk")
    client.post(NEW, data={"reason": "no_purpose", "name": "Сүлейменов Жәнібек"})
    found = shown(client.post("/alpha/visitors/desk/find", data={"words": "сулейменов"}))
    assert "Somebody called so was refused 1 time lately" in found
    assert "Жәнібек" not in found
    assert "refused" not in shown(
        client.post("/alpha/visitors/desk/find", data={"words": "Оспанова"}, headers={"HX-Request": "true"})
    )


def test_who_may_not_read_refusals_finds_nobody(client, login, due_id, at_nine):
    login(client, "staff")
    assert client.get(FIND).status_code == 403
    assert client.post(FIND, data={"name": "Әлімов"}).status_code == 403
    assert client.get(f"/alpha/visitors/refusals/before/{due_id}").status_code == 403


def test_a_visit_of_another_branch_tells_nothing(client, login, due_id, branch_b):
    login(client, "front_desk", "beta")
    assert client.get(f"/beta/visitors/refusals/before/{due_id}").status_code == 404


def test_many_refusals_of_a_name_cost_no_more_than_one(client, login, at_nine, statements):
    login(client, "front_desk")
    client.post(NEW, data={"reason": "no_document", "name": "Ахметов Серік"})
    few = statements(lambda: client.post(FIND, data={"name": "Ахметов"}))
    for _more in range(5):
        client.post(NEW, data={"reason": "no_document", "name": "Ахметов Серік"})
    assert statements(lambda: client.post(FIND, data={"name": "Ахметов"})) == few


def test_a_name_in_other_letters_finds_who_is_expected(client, login, due_id, shown):
    login(client, "front_desk")
    for words in ("Alimov", "нурлан алимов", "ALIMOV NURLAN"):
        assert "Әлімов Нұрлан" in shown(client.post("/alpha/visitors/desk/find", data={"words": words}))
    for words in ("Ospanov", "Alimov Serik"):
        assert "Nobody found today" in shown(client.post("/alpha/visitors/desk/find", data={"words": words}))
