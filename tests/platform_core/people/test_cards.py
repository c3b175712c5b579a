"""What a module may copy of a person: present people only, the parts of the name, both hashes."""

from datetime import date

import pytest

from platform_core.clock import now
from platform_core.db.base import new_id
from platform_core.errors import NotFound
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch
from platform_core.people.iin import make_iin
from platform_core.people.queries import person_card
from platform_core.people.services import add_person, identity_hash, network_identity_hash

NUMBER = make_iin(date(1985, 3, 14), sex="female", serial=4321) or ""


@pytest.fixture(autouse=True)
def scope(scope_a: None) -> None:
    """Work in alpha."""


def test_a_card_has_the_name_the_ways_to_reach_and_the_hashes() -> None:
    person = add_person(
        {"kind": "guardian", "family_name": "Серікова", "given_name": "Айым", "patronymic": "Ерланқызы",
         "identity_number": NUMBER, "phone": "+77011234567", "language": "ru"}
    )  # fmt: skip
    card = person_card(person.id)
    assert (card.family_name, card.given_name, card.patronymic) == ("Серікова", "Айым", "Ерланқызы")
    assert (card.kind, card.phone, card.language) == ("guardian", "+77011234567", "ru")
    assert card.birth_date == date(1985, 3, 14)
    assert (card.identity_index, card.network_index) == (person.identity_index, network_identity_hash(NUMBER))


def test_who_left_was_erased_or_never_came_has_none() -> None:
    left = add_person(
        {"kind": "staff", "family_name": "Ли", "given_name": "Анна", "left_on": date(2020, 1, 1)}
    )
    gone = add_person({"kind": "staff", "family_name": "Ким", "given_name": "Олег"})
    gone.erased_on = now().date()
    db.session.flush()
    for person_id in (left.id, gone.id, new_id()):
        with pytest.raises(NotFound):
            person_card(person_id)


def test_the_networks_hash_is_the_same_in_every_branch_and_not_the_branchs(branch_b: BranchInfo) -> None:
    of_alpha = (network_identity_hash(NUMBER), identity_hash(NUMBER))
    with in_branch(branch_b.id):
        of_beta = (network_identity_hash(NUMBER), identity_hash(NUMBER))
    assert of_alpha[0] == of_beta[0]
    assert len({*of_alpha, *of_beta}) == 3
