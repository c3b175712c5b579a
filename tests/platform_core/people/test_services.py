"""The register: adding, changing, linking, and every refusal."""

from datetime import date

import pytest

from platform_core.errors import Conflict, InvalidInput, NotFound
from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from platform_core.people import queries, services
from platform_core.people.models import Person

IIN = "100305600127"


def add(**more: object) -> Person:
    return services.add_person(
        {"kind": "student", "family_name": "Ахметова", "given_name": "Әйгерім", "hostel": False, **more}
    )


@pytest.mark.usefixtures("scope_a")
def test_a_person_added_is_found_and_named() -> None:
    person = add(grade=7, class_letter="А", identity_number=IIN)
    assert (person.birth_date, person.sex) == (date(2010, 3, 5), "female")
    for query in ("айгерим", "ӘЙГ", "ахм айг"):
        assert [one.id for one in queries.search_people(query)] == [person.id], query
    for query in ("герим", "", "%", "_", "ахметов иванова", IIN):
        assert queries.search_people(query) == [], query
    assert queries.search_people("ахм", "staff") == []
    assert queries.find_by_identity(IIN) == person.id
    choice = queries.person_choices([person.id])[person.id]
    assert (choice.name, choice.detail, choice.kind) == ("Ахметова Әйгерім", "7А", "student")
    assert queries.person_labels([person.id]) == {person.id: "Ахметова Әйгерім"}


@pytest.mark.usefixtures("scope_a")
def test_the_identity_number_is_nowhere_in_clear(app) -> None:
    add(identity_number=IIN, phone="+77011234567")
    db.session.commit()
    files = [
        path.read_bytes() for path in app.extensions["qorgau_settings"].data_dir.iterdir() if path.is_file()
    ]
    assert files
    assert not any(IIN.encode() in content or b"77011234567" in content for content in files)


@pytest.mark.usefixtures("scope_a")
def test_one_identity_number_has_one_bearer() -> None:
    first = add(identity_number=IIN)
    with pytest.raises(InvalidInput) as refused:
        add(identity_number=IIN)
    assert list(refused.value.errors) == ["identity_number"]
    services.change_person(first.id, {"identity_number": IIN}, version=first.version)


@pytest.mark.usefixtures("scope_a")
def test_the_second_writer_is_told() -> None:
    person = add()
    read = person.version
    services.change_person(person.id, {"grade": 8}, version=read)
    with pytest.raises(Conflict):
        services.change_person(person.id, {"grade": 9}, version=read)
    assert person.grade == 8


@pytest.mark.usefixtures("scope_a")
def test_guardians_are_linked_once_and_unlinked() -> None:
    student, mother = add(), add(kind="guardian", given_name="Дана", phone="+77011234567")
    link = services.link_guardian(student.id, mother.id, relation="mother")
    page = queries.person_page(student.id)
    assert [(one.name, one.relation, one.phone) for one in page.guardians] == [
        ("Ахметова Дана", "mother", "+77011234567")
    ]
    assert [one.person_id for one in queries.person_page(mother.id).wards] == [student.id]
    assert queries.guardians_of([student.id]) == {student.id: [mother.id]}
    for one, other in ((student.id, mother.id), (mother.id, mother.id), (student.id, student.id)):
        with pytest.raises(InvalidInput):
            services.link_guardian(one, other, relation="mother")
    services.unlink_guardian(student.id, link.id)
    assert queries.person_page(student.id).guardians == ()
    with pytest.raises(NotFound):
        services.unlink_guardian(student.id, link.id)


def test_another_branch_knows_nobody(branch_a, branch_b) -> None:
    with in_branch(branch_a.id, write=True):
        person = add(identity_number=IIN)
        db.session.commit()
    with in_branch(branch_b.id, write=True):
        assert queries.search_people("ахметова") == []
        assert queries.find_by_identity(IIN) is None
        assert queries.person_labels([person.id]) == {}
        with pytest.raises(NotFound):
            queries.get_person(person.id)
        twin = add(identity_number=IIN)
        assert twin.identity_index != person.identity_index
        assert twin.network_index == person.network_index
