"""The register's pages: who may see what, what is refused, and what the trail then says."""

import io
import json
import re
import zipfile
from uuid import UUID

import pytest
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from platform_core.people import services
from platform_core.people.models import PeopleUpload, Person

IIN = "100305600127"
FILE = f"ФИО;ИИН;Класс;Мать ФИО\nЛи Анна;{IIN};7А;Ли Вера\n".encode("cp1251")


@pytest.fixture
def student(branch_a) -> UUID:
    with in_branch(branch_a.id, write=True):
        person = services.add_person({
            "kind": "student", "family_name": "Ахметова", "given_name": "Әйгерім", "grade": 7,
            "class_letter": "А", "hostel": True, "identity_number": IIN, "phone": "+77011234567",
        })  # fmt: skip
        db.session.commit()
        return person.id


def trail(branch) -> list[str]:
    with in_branch(branch.id):
        return list(db.session.scalars(select(AuditEntry.event).order_by(AuditEntry.id)))


def people(branch) -> list[str]:
    with in_branch(branch.id):
        return list(db.session.scalars(select(Person.family_name).order_by(Person.sort_name)))


def page(response) -> str:
    assert response.status_code == 200, response.get_data(as_text=True)[:2_000]
    return response.get_data(as_text=True)


def test_the_list_filters_by_folded_names_and_class(client, login, student) -> None:
    login(client, "branch_admin", "alpha")
    assert "Ахметова Әйгерім" in page(client.get("/alpha/people/"))
    assert "Ахметова Әйгерім" in page(
        client.get("/alpha/people/?q=айгерим&grade=7&letter=А&hostel=true&kind=student")
    )
    assert "Ахметова" not in page(client.get("/alpha/people/?grade=8"))
    assert client.get("/alpha/people/?grade=77").status_code == 400
    assert client.get("/alpha/people/?sort=phone").status_code == 400


def test_another_branch_and_a_stranger_see_nothing(client, login, student) -> None:
    assert client.get("/alpha/people/").status_code in (302, 303)
    login(client, "branch_admin", "beta")
    for address in (
        "/alpha/people/",
        f"/alpha/people/{student}",
        f"/beta/people/{student}",
        f"/beta/people/{student}/edit",
    ):
        assert client.get(address).status_code == 404, address
    assert "Ахметова" not in page(client.get("/beta/people/"))
    assert client.get("/beta/people/find.json?q=ахметова").get_json() == {"people": []}


@pytest.mark.parametrize(
    ("role", "refused"),
    [
        ("curator", ["/new", "/{id}/edit", "/import", "/export.xlsx", "/{id}/rights"]),
        ("staff", ["/", "/{id}", "/new", "/import"]),
        ("branch_head", ["/new", "/import"]),
    ],
)
def test_each_role_stops_where_its_permissions_stop(client, login, student, role, refused) -> None:
    login(client, role, "alpha")
    for address in refused:
        assert client.get("/alpha/people" + address.format(id=student)).status_code == 403, address


def test_opening_a_person_is_in_the_trail_and_hides_most_of_the_number(
    client, login, student, branch_a
) -> None:
    login(client, "curator", "alpha")
    shown = page(client.get(f"/alpha/people/{student}"))
    assert "•••• •••• 0127" in shown
    assert IIN not in shown
    assert "core.person_viewed" in trail(branch_a)
    login(client, "branch_admin", "alpha")
    assert IIN in page(client.get(f"/alpha/people/{student}"))


def test_a_person_is_added_and_a_wrong_number_is_refused(client, login, branch_a) -> None:
    login(client, "branch_admin", "alpha")
    answers = {
        "kind": "student",
        "family_name": "Ли",
        "given_name": "Анна",
        "identity_number": "100305600128",
    }
    refused = client.post("/alpha/people/new", data=answers)
    assert refused.status_code == 422
    assert "control digit" in refused.get_data(as_text=True)
    assert people(branch_a) == []
    added = client.post("/alpha/people/new", data={**answers, "identity_number": IIN})
    assert added.status_code == 302
    assert people(branch_a) == ["Ли"]
    taken = client.post("/alpha/people/new", data={**answers, "identity_number": IIN, "family_name": "Ким"})
    assert taken.status_code == 422


def test_the_second_editor_is_told(client, login, student, branch_a) -> None:
    login(client, "branch_admin", "alpha")
    form = page(client.get(f"/alpha/people/{student}/edit"))
    version = re.search(r'name="version" value="(\d+)"', form)[1]
    answers = {
        "kind": "student",
        "family_name": "Ли",
        "given_name": "Анна",
        "identity_number": IIN,
        "version": version,
    }
    assert client.post(f"/alpha/people/{student}/edit", data=answers).status_code == 302
    again = client.post(f"/alpha/people/{student}/edit", data={**answers, "family_name": "Ким"})
    assert again.status_code == 409
    assert people(branch_a) == ["Ли"]


def test_guardians_are_added_from_the_picker_and_removed(client, login, student, branch_a) -> None:
    with in_branch(branch_a.id, write=True):
        mother = services.add_person(
            {"kind": "guardian", "family_name": "Ахметова", "given_name": "Дана", "hostel": False}
        )
        db.session.commit()
    login(client, "branch_admin", "alpha")
    choices = page(client.get("/alpha/people/find?q=дана&kind=guardian&field=guardian_id"))
    assert f'name="guardian_id" value="{mother.id}"' in choices
    linked = client.post(
        f"/alpha/people/{student}/guardians", data={"guardian_id": mother.id, "relation": "mother"}
    )
    assert linked.status_code == 302
    shown = page(client.get(f"/alpha/people/{student}"))
    removal = re.search(r'action="([^"]+/remove)"', shown)[1]
    assert client.post(removal).status_code == 302
    assert "/remove" not in page(client.get(f"/alpha/people/{student}"))
    wrong = client.post(
        f"/alpha/people/{student}/guardians", data={"guardian_id": student, "relation": "mother"}
    )
    assert wrong.status_code == 422


@pytest.mark.parametrize("query", ["kind=ghost", "field=a'b", "limit=0", "limit=x", "q=" + "а" * 101])
def test_a_wrong_question_to_the_picker_is_refused(client, login, query) -> None:
    login(client, "staff", "alpha")
    assert client.get(f"/alpha/people/find.json?{query}").status_code == 422


def test_the_picker_finds_by_beginnings(client, login, student) -> None:
    login(client, "staff", "alpha")
    found = client.get("/alpha/people/find.json?q=айг ахм").get_json()["people"]
    assert found == [{"id": str(student), "name": "Ахметова Әйгерім", "kind": "student", "detail": "7А"}]


def test_a_file_is_checked_confirmed_and_dropped(client, login, branch_a) -> None:
    login(client, "branch_admin", "alpha")
    checked = client.post("/alpha/people/import", data={"file": (io.BytesIO(FILE), "people.csv")})
    assert checked.status_code == 302
    assert people(branch_a) == []
    report = page(client.get(checked.location))
    assert "The file is sound" in report
    with in_branch(branch_a.id):
        kept = db.session.scalar(select(PeopleUpload.content))
    assert IIN.encode() not in kept
    assert client.post(f"{checked.location}/confirm").status_code == 302
    assert people(branch_a) == ["Ли", "Ли"]
    assert client.get(checked.location).status_code == 404
    assert "core.people_imported" in trail(branch_a)


def test_a_file_with_faults_shows_them_in_its_own_language(client, login, branch_a) -> None:
    login(client, "branch_admin", "alpha")
    bad = "ФИО;ИИН;Класс\nЛи Анна;12;7\n".encode()
    checked = client.post("/alpha/people/import", data={"file": (io.BytesIO(bad), "people.csv")})
    report = page(client.get(checked.location))
    assert "«12»: в ИИН 12 цифр." in report
    assert "/confirm" not in report
    workbook = client.get(f"{checked.location}/report.xlsx")
    assert workbook.data.startswith(b"PK")
    assert client.post(f"{checked.location}/confirm").status_code == 302
    assert people(branch_a) == []
    assert client.post(f"{checked.location}/discard").status_code == 302
    assert client.get(checked.location).status_code == 404


@pytest.mark.parametrize("content", [b"", b"foo;bar\n1;2\n", b"\xd0\xcf\x11\xe0xls"])
def test_what_is_no_list_of_people_is_refused_beside_the_field(client, login, branch_a, content) -> None:
    login(client, "branch_admin", "alpha")
    refused = client.post("/alpha/people/import", data={"file": (io.BytesIO(content), "people.csv")})
    assert refused.status_code == 422
    assert 'href="#f-file"' in refused.get_data(as_text=True)
    with in_branch(branch_a.id):
        assert db.session.scalar(select(PeopleUpload.id)) is None


def test_nobody_else_sees_a_kept_file(client, login) -> None:
    login(client, "branch_admin", "alpha")
    checked = client.post("/alpha/people/import", data={"file": (io.BytesIO(FILE), "people.csv")})
    login(client, "branch_admin", "alpha", login="second.admin")
    assert client.get(checked.location).status_code == 404
    assert client.post(f"{checked.location}/confirm").status_code == 404


def test_the_list_is_exported_without_secrets(client, login, student, branch_a) -> None:
    login(client, "branch_admin", "alpha")
    rows = json.loads(page(client.get("/alpha/people/export.json?grade=7")))
    assert [row["name"] for row in rows] == ["Ахметова Әйгерім"]
    assert IIN not in json.dumps(rows)
    assert client.get("/alpha/people/export.xlsx").data.startswith(b"PK")
    assert trail(branch_a).count("core.people_exported") == 2


def test_a_person_is_given_everything_and_then_erased(client, login, student, branch_a) -> None:
    login(client, "branch_head", "alpha")
    data = json.loads(page(client.get(f"/alpha/people/{student}/data.json")))
    register = next(one for one in data["sections"] if one["module"] == "core")
    assert register["records"][0]["identity_number"] == IIN
    archive = zipfile.ZipFile(io.BytesIO(client.get(f"/alpha/people/{student}/data.zip").data))
    assert {"data.json", "01-core.xlsx"} <= set(archive.namelist())
    assert trail(branch_a).count("core.person_data_exported") == 2
    address = f"/alpha/people/{student}/erase"
    assert client.post(address, data={"family_name": "Иванова"}).status_code == 422
    still_here = client.post(address, data={"family_name": "ахметова"})
    assert still_here.status_code == 422
    assert "Is still here" in still_here.get_data(as_text=True)
