"""A declaration for tests whose records are people of the register, and files kept with them."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.extensions import db
from platform_core.files.intake import ready_file
from platform_core.files.registry import known_attachments
from platform_core.files.services import attach_file
from platform_core.files.store import path_of
from platform_core.hooks.manifest import AttachmentSpec
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch
from platform_core.people.models import Person

from .samples import photo

CODE, INNER = "incidents.tried", "incidents.tried_here"


@pytest.fixture
def declare(app: Flask, monkeypatch) -> Callable[..., AttachmentSpec]:
    """Declare files that belong to people."""

    def add(**more) -> AttachmentSpec:
        values = {"code": CODE, "title": "Files", "owner": Person, "central": True, **more}
        spec = AttachmentSpec(**values)
        known = {**known_attachments(), spec.code: spec}
        monkeypatch.setitem(app.extensions, "qorgau_attachments", known)
        return spec

    return add


@pytest.fixture
def spec(declare) -> AttachmentSpec:
    return declare()


@pytest.fixture
def person(app) -> Callable[[BranchInfo], UUID]:
    """Somebody in a branch, to whom files may belong."""

    def make(branch: BranchInfo) -> UUID:
        with in_branch(branch.id, write=True):
            row = Person(
                kind="student", family_name="Ли", given_name="Анна", search_name="ли анна", sort_name="ли"
            )
            db.session.add(row)
            db.session.commit()
            return row.id

    return make


@pytest.fixture
def attach(spec) -> Callable[..., UUID]:
    """Keep a file in a transaction of its own."""

    def keep(
        branch: BranchInfo, owner_id: UUID, data: bytes | None = None, *, name="IMG_1.jpg", **more
    ) -> UUID:
        with in_branch(branch.id, write=True):
            kept = attach_file(CODE, owner_id, ready_file(CODE, data or photo(), name), **more)
            db.session.commit()
            return kept

    return keep


@pytest.fixture
def trail(app) -> Callable[[BranchInfo], list[AuditEntry]]:
    """What the trail of a branch tells of files."""

    def read(branch: BranchInfo) -> list[AuditEntry]:
        with in_branch(branch.id):
            found = list(db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)))
            db.session.expunge_all()
            return [entry for entry in found if entry.event.startswith("core.attachment")]

    return read


def stored(branch: BranchInfo, file_id: UUID) -> Path:
    return path_of(branch.id, file_id)
