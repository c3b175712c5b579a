"""What goes out keeps to every field of the published standard, not only to those that we think of."""

from typing import Any

from sqlalchemy import select

from platform_core.extensions import db
from plugins.directory.models import Service
from plugins.directory.queries.documents import read_documents
from plugins.directory.schemas.shipped import shipped_documents
from plugins.directory.services.loading import Loaded
from tests.plugins.directory.schemas.standard import PUBLISHED


def faults_in(document: dict[str, Any]) -> list[str]:
    return [f"{list(one.instance_path)}: {one.message}" for one in PUBLISHED.iter_errors(document)]


def test_every_exported_field_is_as_published(loaded: Loaded, catalogue: None) -> None:
    found = read_documents(list(db.session.scalars(select(Service.id))), with_history=True)
    assert len(found) == len(shipped_documents())
    assert [fault for one in found for fault in faults_in(one)] == []


def test_the_judge_looks_into_every_object() -> None:
    good = shipped_documents()[0]
    assert faults_in({**good, "status": "open"})
    assert faults_in({**good, "minimum_age": "7"})
    assert faults_in({**good, "alternate_name": None})
    assert faults_in({**good, "organization": {"id": good["id"], "name": "x"}})
    assert faults_in({**good, "phones": [{"id": good["id"], "number": 150}]})
    assert faults_in({**good, "service_at_locations": [{"id": good["id"], "location": {"id": "x"}}]})
