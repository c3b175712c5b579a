"""Taking somebody into the visitors, and finding them again."""

from datetime import date

import pytest
from sqlalchemy import func, select

from platform_core.db.base import new_id
from platform_core.errors import InvalidInput
from platform_core.extensions import db
from platform_core.i18n import use_locale
from platform_core.people.iin import make_iin
from platform_core.people.services import add_person, identity_hash
from plugins.visitors.models import Visitor
from plugins.visitors.policy.vocabulary import VisitorType
from plugins.visitors.services.visitors import VisitorDetails, register_visitor

IIN = make_iin(date(1985, 3, 14), sex="female", serial=4321)


@pytest.fixture(autouse=True)
def scope(scope_a: None) -> None:
    """Work in alpha."""


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(Visitor)) or 0


def test_names_are_tidied_and_found_however_they_are_typed() -> None:
    found = register_visitor(
        VisitorDetails(" ӘЛІМОВ ", "нұрлан", phone="8 701 123 45 67", email=" n@example.kz ")
    )
    assert (found.family_name, found.given_name) == ("Әлімов", "нұрлан")
    assert (found.phone, found.email, found.visitor_type) == ("+77011234567", "n@example.kz", "guest")
    assert (found.language, found.search_name) == ("kk", " алимов нурлан")


def test_an_identity_number_is_known_again_and_never_kept() -> None:
    assert IIN
    first = register_visitor(VisitorDetails("Ли", "Анна", identity_number=IIN))
    again = register_visitor(VisitorDetails("Ли-Ким", "Анна", identity_number=f"{IIN[:6]} {IIN[6:]}"))
    assert again.id == first.id
    assert first.identity_index == identity_hash(IIN)
    assert first.network_index is not None
    assert first.network_index != first.identity_index
    assert first.birth_date == date(1985, 3, 14)
    stored = [getattr(first, column.key) for column in Visitor.__mapper__.column_attrs]
    assert IIN not in map(str, stored)


def test_a_namesake_is_the_same_only_if_a_way_to_reach_them_agrees() -> None:
    first = register_visitor(VisitorDetails("Ли", "Анна", email="anna@example.kz"))
    assert (
        register_visitor(VisitorDetails("ЛИ", "Анна", email="anna@example.kz", phone="+77011234567")).id
        == first.id
    )
    assert first.phone == "+77011234567"
    assert register_visitor(VisitorDetails("Ли", "Анна", email="other@example.kz")).id != first.id
    assert register_visitor(VisitorDetails("Ли", "Анна")).id != first.id
    assert count() == 3


def test_two_numbers_are_two_people_whatever_else_agrees() -> None:
    other = make_iin(date(1985, 3, 14), sex="female", serial=4322)
    first = register_visitor(VisitorDetails("Ли", "Анна", email="anna@example.kz", identity_number=IIN))
    second = register_visitor(VisitorDetails("Ли", "Анна", email="anna@example.kz", identity_number=other))
    assert second.id != first.id


def test_a_guardian_of_the_register_brings_name_telephone_and_number() -> None:
    person = add_person(
        {"kind": "guardian", "family_name": "Серікова", "given_name": "Айым", "phone": "+77015554433",
         "identity_number": IIN, "language": "ru"}
    )  # fmt: skip
    found = register_visitor(VisitorDetails(person_id=person.id, email="aiym@example.kz"))
    assert (found.family_name, found.phone, found.language) == ("Серікова", "+77015554433", "ru")
    assert (found.visitor_type, found.identity_index) == ("guardian", person.identity_index)
    assert register_visitor(VisitorDetails(person_id=person.id)).id == found.id
    assert register_visitor(VisitorDetails("Серікова", "А.", identity_number=IIN)).id == found.id


def test_what_is_not_said_stays_as_it_was() -> None:
    first = register_visitor(
        VisitorDetails(
            "Ли", "Анна", phone="+77011234567", organization="ЖШС", visitor_type=VisitorType.COURIER
        )
    )
    register_visitor(VisitorDetails("Ли", "Анна", phone="+77011234567", language="en"))
    assert (first.organization, first.visitor_type, first.language) == ("ЖШС", "courier", "en")


def test_a_student_is_no_visitor_and_a_stranger_no_person() -> None:
    student = add_person({"kind": "student", "family_name": "Оқушы", "given_name": "Бір", "grade": 7})
    with use_locale("en"), pytest.raises(InvalidInput) as refused:
        register_visitor(VisitorDetails(person_id=student.id))
    assert refused.value.errors == {"person_id": ["A student cannot be a visitor to their own school."]}
    with pytest.raises(InvalidInput) as refused:
        register_visitor(VisitorDetails(person_id=new_id()))
    assert list(refused.value.errors) == ["person_id"]


@pytest.mark.parametrize(
    ("details", "fields"),
    [
        (VisitorDetails(), {"family_name", "given_name"}),
        (VisitorDetails("Ли", " "), {"given_name"}),
        (VisitorDetails("Л" * 81, "Анна"), {"family_name"}),
        (VisitorDetails("Ли", "Анна", phone="12"), {"phone"}),
        (VisitorDetails("Ли", "Анна", phone="абв"), {"phone"}),
        (VisitorDetails("Ли", "Анна", email="anna@"), {"email"}),
        (VisitorDetails("Ли", "Анна", email="a@b.kz\nBcc: x@y.kz"), {"email"}),
        (VisitorDetails("Ли", "Анна", identity_number="850314400001"), {"identity_number"}),
    ],
)
def test_each_wrong_answer_is_named_and_nothing_is_written(details: VisitorDetails, fields: set[str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        register_visitor(details)
    assert set(refused.value.errors) == fields
    assert count() == 0
