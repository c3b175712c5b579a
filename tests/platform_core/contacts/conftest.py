"""Contacts of a branch, made through the service."""

from collections.abc import Callable
from datetime import time
from uuid import UUID

import pytest

from platform_core.contacts import services
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch
from platform_core.people import services as people


def values(**more) -> dict:
    return {
        "role_code": "psychologist", "title_kk": "", "title_ru": "", "title_en": "", "person_id": None,
        "display_name": None, "phone": "8 (701) 123-45-67", "whatsapp": None, "email": "help@school.example",
        "days": list("12345"), "opens_at": time(9), "closes_at": time(18),
        "audiences": ["students", "guardians"], **more,
    }  # fmt: skip


@pytest.fixture
def contact(branch_a: BranchInfo) -> Callable[..., UUID]:
    """Add a contact of alpha, or of the branch given."""

    def add(branch: BranchInfo = branch_a, **more) -> UUID:
        with in_branch(branch.id, write=True):
            added = services.add_safety_contact(values(**more))
            db.session.commit()
            return added.id

    return add


@pytest.fixture
def person_id(branch_a: BranchInfo) -> UUID:
    with in_branch(branch_a.id, write=True):
        person = people.add_person({"kind": "staff", "family_name": "Әбенова", "given_name": "Гүлнұр"})
        db.session.commit()
        return person.id
