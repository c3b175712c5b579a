"""The directory goes out as HSDS 3.0 and comes back the same; what is wrong in a file is named."""

from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select

from platform_core.extensions import db
from platform_core.isolation.actor import Actor
from platform_core.isolation.mixins import kind_of
from platform_core.isolation.scope import catalogue_write
from plugins.directory.exports.hsds import hsds_json
from plugins.directory.models import MODELS, Phone, Service
from plugins.directory.queries.documents import read_documents
from plugins.directory.schemas.hsds.nesting import flatten
from plugins.directory.schemas.hsds.tabular import write_package
from plugins.directory.schemas.shipped import shipped_documents, shipped_id
from plugins.directory.services.importing import apply_import, plan_import, read_file
from plugins.directory.services.loading import Loaded
from tests.plugins.directory.schemas.documents import faults_by_standard

CENTRES = 39


def everything() -> list[dict[str, Any]]:
    """Read every entry of the network with its history."""
    return read_documents(
        list(db.session.scalars(select(Service.id).order_by(Service.id))), with_history=True
    )


def wipe() -> None:
    """Empty the network's tables."""
    for model in reversed(MODELS):
        if kind_of(model.__table__) == "catalogue":
            db.session.execute(delete(model), execution_options={"synchronize_session": False})


def service(**more: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), "name": "Көмек", "status": "active", **more}


def refusals_of(found: list[Any]) -> list[tuple[str, str]]:
    return [(one.place, one.reason) for one in plan_import(found).refusals]


def test_every_entry_keeps_to_the_standard(loaded: Loaded, catalogue: None) -> None:
    found = everything()
    assert len(found) == len(shipped_documents())
    assert [fault for one in found for fault in faults_by_standard(one)] == []


def test_the_judge_of_the_standard_refuses() -> None:
    assert faults_by_standard({"id": "x", "status": "closed"})
    assert faults_by_standard(service(organization={"id": str(uuid4()), "name": "x"}))
    assert faults_by_standard(service(email="nobody"))
    assert faults_by_standard(service()) == []


def test_a_required_address_field_that_nobody_printed_is_empty_and_says_so(
    loaded: Loaded, catalogue: None
) -> None:
    centres = [one for one in everything() if one["source"]["list"] == "centres"]
    addresses = [one["service_at_locations"][0]["location"]["addresses"][0] for one in centres]
    assert len(addresses) == CENTRES
    assert sum(bool(one["postal_code"]) for one in addresses) == 6
    for one in addresses:
        said = [(each["link_type"], each["value"]) for each in one.get("attributes", ())]
        assert said == ([] if one["postal_code"] else [("postal_code", "not published")])
        assert one["state_province"]


@pytest.mark.parametrize("form", ["json", "package"])
def test_the_import_of_our_export_is_the_identity(loaded: Loaded, keeper: Actor, form: str) -> None:
    with catalogue_write(actor=keeper):
        before = everything()
        content = hsds_json(before) if form == "json" else write_package(flatten(before))
        again = plan_import(read_file(content))
        assert (again.refusals, again.count("same")) == ((), len(before))
        wipe()
        outcome = apply_import(plan_import(read_file(content)))
        db.session.commit()
        assert len(outcome.created) == len(before)
        assert everything() == before


def test_an_import_of_changes_changes_only_those(loaded: Loaded, catalogue: None) -> None:
    found = everything()
    changed = next(one for one in found if one["id"] == str(shipped_id("service", "kostanay-adaptation")))
    changed["phones"] = changed["phones"][:1]
    plan = plan_import(found)
    assert [(one.name, one.fields) for one in plan.planned if one.action != "same"] == [
        (changed["name"], ("phones",))
    ]
    apply_import(plan)
    assert db.session.scalar(select(func.count()).select_from(Phone).where(Phone.number == "50")) == 0
    told = next(one for one in everything() if one["id"] == changed["id"])["metadata"]
    assert [(one["last_action_type"], one["field_name"]) for one in told] == [
        ("create", "service"),
        ("update", "phones"),
    ]
    assert '"50"' in told[1]["previous_value"]
    assert told[1]["updated_by"] == "Keeper"


def test_what_others_publish_is_kept_whole_and_shown_to_staff_alone(app: Flask, catalogue: None) -> None:
    other = service(
        fees="none",
        cost_options=[{"id": str(uuid4()), "option": "free"}],
        organization={"id": str(uuid4()), "name": "Қор", "description": "", "year_incorporated": 1999},
        phones=[{"id": str(uuid4()), "number": "555", "extension": 3}],
    )
    apply_import(plan_import([other]))
    (stored,) = everything()
    assert {name: stored[name] for name in other} == other
    assert (stored["visibility"], stored["verification"], stored["kind"]) == ("staff", "due", "other")


@pytest.mark.parametrize(
    ("found", "fault"),
    [
        (["text"], ("", "not_an_object")),
        ([{"id": str(uuid4()), "name": "x"}], ("status", "missing")),
        ([service(id="1")], ("id", "not_a_uuid")),
        ([service(status="closed")], ("status", "not_allowed")),
        ([service(status=["active"])], ("status", "not_text")),
        ([service(email="x")], ("email", "not_an_email")),
        ([service(url="javascript:alert(1)")], ("url", "not_a_uri")),
        ([service(assured_date="soon")], ("assured_date", "not_a_date")),
        ([service(last_modified="2026-11-22T08:00:00")], ("last_modified", "not_a_date")),
        ([service(phones={})], ("phones", "not_a_list")),
        ([service(phones=[{"id": str(uuid4())}])], ("phones.0.number", "missing")),
        ([service(organization=[])], ("organization", "not_an_object")),
        ([service(visibility="everybody")], ("visibility", "not_allowed")),
        ([service(region="KZ-99")], ("region", "not_allowed")),
        ([service(kind={})], ("kind", "not_allowed")),
        ([service(address_confidential="yes")], ("address_confidential", "not_allowed")),
        ([service(alert="x" * 2001)], ("service.alert", "too_long")),
        ([service(alert="a\0b")], ("service.alert", "not_text")),
        ([service(alternate_name=5)], ("service.alternate_name", "not_text")),
    ],
)
def test_what_is_wrong_in_a_file_is_named(
    app: Flask, catalogue: None, found: list[Any], fault: tuple[str, str]
) -> None:
    assert fault in refusals_of(found)
    assert db.session.scalar(select(func.count()).select_from(Service)) == 0


def test_an_entry_stands_in_a_file_once(app: Flask, catalogue: None) -> None:
    one = service()
    assert refusals_of([one, one]) == [("id", "repeated")]


def test_a_secret_address_is_in_no_file(app: Flask, catalogue: None) -> None:
    place = {
        "id": str(uuid4()),
        "location_type": "physical",
        "addresses": [{"id": str(uuid4()), "address_1": "Абай 1"}],
    }
    secret = service(
        address_confidential=True, service_at_locations=[{"id": str(uuid4()), "location": place}]
    )
    assert ("address_confidential", "secret_address") in refusals_of([secret])
    assert refusals_of([service(address_confidential=True)]) == []


def _upload(client: FlaskClient, content: bytes, step: str) -> Any:
    data = {"file": (BytesIO(content), "x.json"), "step": step}
    return client.post("/central/directory/import", data=data, content_type="multipart/form-data")


def test_a_file_is_checked_before_it_is_imported(curator: FlaskClient, keeper: Actor) -> None:
    content = orjson.dumps([service(name="Жаңа қызмет")])
    checked = _upload(curator, content, "check")
    assert checked.status_code == 200
    assert "What the file would do" in checked.get_data(as_text=True)
    assert "Жаңа қызмет" not in curator.get("/central/directory/?q=жана+кызмет").get_data(as_text=True)
    assert _upload(curator, content, "apply").status_code == 302
    assert "Жаңа қызмет" in curator.get("/central/directory/?q=жана+кызмет").get_data(as_text=True)


@pytest.mark.parametrize("content", [b"", b"{", b"PKxx", b'{"contents": 5}'])
def test_a_file_that_cannot_be_read_is_refused(curator: FlaskClient, content: bytes) -> None:
    assert _upload(curator, content, "apply").status_code == 422


def test_a_faulty_file_changes_nothing(curator: FlaskClient) -> None:
    refused = _upload(curator, orjson.dumps([service(name="Бір"), service(status="?")]), "apply")
    assert refused.status_code == 422
    text = refused.get_data(as_text=True)
    assert "Nothing was imported" in text
    assert "Бір" not in curator.get("/central/directory/?q=бір").get_data(as_text=True)


@pytest.mark.parametrize("export_format", ["json", "zip", "xlsx"])
def test_the_list_is_given_as_a_file(curator: FlaskClient, export_format: str) -> None:
    answer = curator.get(f"/central/directory/export.{export_format}?region=KZ-39")
    assert answer.status_code == 200
    assert f"directory.{export_format}" in answer.headers["Content-Disposition"]
    if export_format != "xlsx":
        assert len(read_file(answer.data)) == 7
    assert curator.get("/central/directory/export.pdf").status_code == 404


def test_ids_are_the_same_in_every_installation() -> None:
    assert shipped_id("service", "police") == UUID("4a793e25-a6de-5a39-957d-a56c74a7b4a3")
