"""Made-up entries: of the network, and of a branch's own."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from platform_core.clock import now
from platform_core.db.base import new_id
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import catalogue_write, in_branch
from plugins.directory.models import HiddenService, LocalService
from plugins.directory.schemas.hsds.facts import EntryFacts, document_of
from plugins.directory.schemas.searching import searched_texts
from plugins.directory.schemas.shipped import region_names, terms_of
from plugins.directory.services.documents import save_documents

FACTS: dict[str, Any] = {
    "names": {"kk": "Қамқорлық орталығы", "ru": "Центр заботы", "en": "Care Centre"},
    "kind": "crisis_centre",
    "kind_names": {"kk": "Дағдарыс орталығы"},
    "region": "KZ-71",
    "area_names": region_names("KZ-71"),
    "terms": terms_of(["domestic_violence"], ["children"]),
    "phone_lines": ("8 (7172) 57-00-00",),
    "verification": "confirmed",
}  # fmt: skip


def document(**more: Any) -> dict[str, Any]:
    return document_of(EntryFacts(**{**FACTS, **more}), new_id())


@pytest.fixture
def entry(app, keeper) -> Callable[..., UUID]:
    """Write an entry of the network from facts; `url` and the like go as they are."""

    def write(**more: Any) -> UUID:
        made = document(**more)
        with catalogue_write(actor=keeper):
            save_documents([made], by="test", at=now())
            db.session.commit()
        return UUID(made["id"])

    return write


@pytest.fixture
def local(branch_a: BranchInfo) -> Callable[..., UUID]:
    """Write a service of a branch's own, alpha's unless another is given."""

    def write(branch: BranchInfo = branch_a, **more: Any) -> UUID:
        made = document(**more)
        names = ("name", "kind", "region", "status", "visibility", "address_confidential", "verification")
        with in_branch(branch.id, write=True):
            service = LocalService(
                id=UUID(made["id"]),
                document=made,
                folded=searched_texts(made),
                last_modified=now(),
                **{name: made[name] for name in names},
            )
            db.session.add(service)
            db.session.commit()
        return UUID(made["id"])

    return write


@pytest.fixture
def hide() -> Callable[[BranchInfo, UUID], None]:
    """Hide an entry of the network in a branch."""

    def write(branch: BranchInfo, service_id: UUID) -> None:
        with in_branch(branch.id, write=True):
            db.session.add(
                HiddenService(service_id=service_id, reason="closed", hidden_on=now().date(), hidden_by=None)
            )
            db.session.commit()

    return write
