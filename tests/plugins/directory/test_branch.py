"""A branch reads the network's directory, hides of it, adds its own, and keeps secret addresses to itself."""

import re
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch
from plugins.directory.models import ConfidentialAddress, LocalService
from plugins.directory.policy.codes import Audience
from plugins.directory.queries.branch import local_documents
from plugins.directory.queries.public import list_shown
from plugins.directory.schemas.shipped import shipped_id
from plugins.directory.services.loading import Loaded

ROOT = "/alpha/directory"
ENTRY = shipped_id("service", "shanyraq")
PAGE = f"{ROOT}/entries/{ENTRY}"
SECRET = "Құпия көшесі, 7"
FORM = {
    "name_kk": "«Сенім» бөлмесі",
    "name_en": "Trust room",
    "kind": "psychology",
    "needs": "somebody_to_talk_to",
    "visibility": "students",
    "status": "active",
    "region": "KZ-71",
    "phones": "8 (7172) 40-10-25",
}


def added(client: FlaskClient, **more: str) -> UUID:
    answer = client.post(f"{ROOT}/local/new", data={**FORM, **more})
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return UUID(answer.headers["Location"].rpartition("/")[2])


def told_in(branch: BranchInfo) -> list[str]:
    with in_branch(branch.id):
        return list(db.session.scalars(select(AuditEntry.event)))


def test_staff_read_the_network_and_what_is_local(head: FlaskClient, login: Any) -> None:
    local = added(head)
    login(head, "staff", "alpha")
    text = head.get(f"{ROOT}/").get_data(as_text=True)
    assert "Trust room" in text
    assert "53" in text
    assert head.get(PAGE).status_code == 200
    assert head.get(f"{ROOT}/local/{local}").status_code == 200
    for address in ("/local/new", f"/local/{local}/edit"):
        assert head.get(f"{ROOT}{address}").status_code == 403
    assert head.post(f"{PAGE}/hide", data={"reason": "x"}).status_code == 403


def test_a_branch_hides_and_does_not_alter(
    head: FlaskClient, branch_a: BranchInfo, branch_b: BranchInfo
) -> None:
    assert head.post(f"{PAGE}/hide", data={}).status_code == 422
    assert head.post(f"{PAGE}/hide", data={"reason": "Тым алыс"}).status_code == 302
    assert head.post(f"{PAGE}/hide", data={"reason": "Тым алыс"}).status_code == 409
    assert "Тым алыс" in head.get(PAGE).get_data(as_text=True)
    assert "hidden here" in head.get(f"{ROOT}/?q=шаңырақ").get_data(as_text=True)
    for branch, is_shown in ((branch_a, False), (branch_b, True)):
        with in_branch(branch.id):
            ids = {str(one.id) for one in list_shown(Audience.PUBLIC)}
        assert (str(ENTRY) in ids) is is_shown
    assert head.post(f"{PAGE}/show").status_code == 302
    assert head.post(f"{PAGE}/show").status_code == 404
    assert {"directory.entry_hidden", "directory.entry_shown"} <= set(told_in(branch_a))
    assert head.get(f"/central/directory/entries/{ENTRY}/edit").status_code == 404


def test_a_local_service_is_one_branch_s_own(
    head: FlaskClient, login: Any, branch_a: BranchInfo, branch_b: BranchInfo
) -> None:
    local = added(head)
    with in_branch(branch_a.id):
        assert [one["id"] for one in local_documents(Audience.STUDENTS)] == [str(local)]
        assert local_documents(Audience.GUARDIANS) == []
        assert local_documents(Audience.STUDENTS, need="shelter") == []
    with in_branch(branch_b.id):
        assert local_documents(Audience.STAFF) == []
    login(head, "sss_head", "beta")
    assert head.get(f"/beta/directory/local/{local}").status_code == 404
    assert head.post(f"/beta/directory/local/{local}/edit", data=FORM).status_code == 404
    assert "Trust room" not in head.get("/beta/directory/").get_data(as_text=True)


def test_a_local_service_is_changed_checked_and_removed(head: FlaskClient, branch_a: BranchInfo) -> None:
    local = added(head)
    page = f"{ROOT}/local/{local}"
    form = head.get(f"{page}/edit").get_data(as_text=True)
    assert "Trust room" in form
    changed = {**FORM, "phones": "111", "version": "1"}
    assert head.post(f"{page}/edit", data=changed).status_code == 302
    assert head.post(f"{page}/edit", data=changed).status_code == 409
    assert head.post(f"{page}/edit", data={**changed, "version": "2", "name_kk": ""}).status_code == 422
    text = head.get(page).get_data(as_text=True)
    assert "Short number" in text
    assert "+77172401025" in text, "the history tells what was there before"
    lapsed = {"state": "lapsed", "way": "visit", "version": "2"}
    assert head.post(f"{page}/check", data=lapsed).status_code == 302
    assert head.post(f"{page}/check", data={**lapsed, "version": "3"}).status_code == 422
    with in_branch(branch_a.id):
        assert local_documents(Audience.STUDENTS) == []
        assert len(local_documents(Audience.STAFF)) == 1
    assert head.post(f"{page}/remove", data={}).status_code == 422
    assert head.post(f"{page}/remove", data={"version": "3"}).status_code == 302
    assert head.get(page).status_code == 404


def test_a_secret_address_is_sealed_shown_to_few_and_told(
    head: FlaskClient, login: Any, branch_a: BranchInfo
) -> None:
    assert (
        head.post(
            f"{ROOT}/local/new", data={**FORM, "address_confidential": "true", "street_kk": SECRET}
        ).status_code
        == 422
    )
    local = added(head, address_confidential="true", visibility="public")
    page = f"{ROOT}/local/{local}"
    assert head.post(f"{page}/address/edit", data={"address": SECRET}).status_code == 302
    assert SECRET not in head.get(page).get_data(as_text=True)
    assert SECRET not in head.get(f"{page}/address/edit").get_data(as_text=True)
    login(head, "psychologist", "alpha")
    assert SECRET in head.post(f"{page}/address").get_data(as_text=True)
    assert head.get(f"{page}/address/edit").status_code == 403
    login(head, "staff", "alpha")
    assert head.post(f"{page}/address").status_code == 403
    assert "Show the address" not in head.get(page).get_data(as_text=True)
    with in_branch(branch_a.id):
        documents = local_documents(Audience.PUBLIC)
        assert len(documents) == 1
        assert SECRET not in str(documents)
        assert SECRET not in str(db.session.scalars(select(LocalService.folded)).all())
        trail = [(one.event, one.data) for one in db.session.scalars(select(AuditEntry))]
    assert [event for event, _data in trail].count("directory.address_read") == 1
    assert SECRET not in str(trail)


def test_a_secret_address_never_leaves_its_branch(head: FlaskClient, login: Any) -> None:
    local = added(head, address_confidential="true", visibility="public")
    head.post(f"{ROOT}/local/{local}/address/edit", data={"address": SECRET})
    for address in (
        f"{ROOT}/",
        "/api/v1/alpha/directory/local",
        "/api/v1/alpha/directory/hsds/services",
        "/alpha/help",
    ):
        assert SECRET not in head.get(address).get_data(as_text=True), address
    login(head, "sss_head", "beta")
    assert head.post(f"/beta/directory/local/{local}/address").status_code == 404
    assert head.post(f"{ROOT}/local/{local}/address").status_code == 404
    login(head, "wellbeing_officer", "central")
    for export_format in ("json", "zip", "xlsx"):
        assert SECRET.encode() not in head.get(f"/central/directory/export.{export_format}").data


def test_an_address_is_kept_of_a_secret_entry_of_the_network_too(
    curator: FlaskClient, login: Any, branch_b: BranchInfo
) -> None:
    shelter = {**FORM, "kind": "shelter", "address_confidential": "true", "version": "0"}
    answer = curator.post("/central/directory/entries/new", data=shelter)
    service_id = answer.headers["Location"].rpartition("/")[2]
    login(curator, "sss_head", "alpha")
    assert curator.post(f"{PAGE}/address/edit", data={"address": SECRET}).status_code == 422
    page = f"{ROOT}/entries/{service_id}"
    assert curator.post(f"{page}/address").status_code == 404
    assert curator.post(f"{page}/address/edit", data={"address": SECRET}).status_code == 302
    assert SECRET in curator.post(f"{page}/address").get_data(as_text=True)
    with in_branch(branch_b.id):
        assert db.session.scalars(select(ConfidentialAddress.id)).all() == []
    assert curator.post(f"{page}/address/edit", data={"address": ""}).status_code == 422
    assert curator.post(f"{page}/address/forget").status_code == 302
    assert curator.post(f"{page}/address/forget").status_code == 404
    assert curator.post(f"{page}/address").status_code == 404


@pytest.mark.parametrize("audience", ["public", "students", "guardians"])
def test_what_has_lapsed_is_kept_for_staff(
    curator: FlaskClient, login: Any, branch_a: BranchInfo, audience: str
) -> None:
    lapsed = {"state": "lapsed", "way": "phone", "version": "1"}
    assert curator.post(f"/central/directory/entries/{ENTRY}/check", data=lapsed).status_code == 302
    with in_branch(branch_a.id):
        assert str(ENTRY) not in {str(one.id) for one in list_shown(Audience(audience))}
    login(curator, "staff", "alpha")
    assert "Nobody could confirm this entry" in curator.get(PAGE).get_data(as_text=True)


def test_the_search_of_the_frame_finds_entries(head: FlaskClient) -> None:
    added(head)
    found = head.post("/alpha/search", data={"q": "сеним"})
    links = re.findall(r'href="(/alpha/directory/[^"]+)"', found.get_data(as_text=True))
    assert any("/local/" in link for link in links), found.get_data(as_text=True)[:2000]


def test_a_card_tells_the_keepers(head: FlaskClient, loaded: Loaded) -> None:
    added(head)
    assert "Local services" in head.get("/alpha/").get_data(as_text=True)
