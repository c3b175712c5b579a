"""What programs can do with reports, the journal and the figures."""

from collections.abc import Callable
from uuid import UUID, uuid4

from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch
from plugins.incidents.models import Incident, Report
from plugins.incidents.policy.classification import Kind
from tests.api.conftest import REPORT, TOKEN, Program, incident_in


def events_in(branch: BranchInfo) -> list[str]:
    with in_branch(branch.id):
        return list(db.session.scalars(select(AuditEntry.event).order_by(AuditEntry.id)))


def rows_in(branch: BranchInfo, model: type) -> int:
    with in_branch(branch.id):
        return len(db.session.scalars(select(model.id)).all())


def test_a_report_is_made_listed_read_and_registered(alpha: Program, branch_a: BranchInfo) -> None:
    made = alpha.post("incidents/reports", json=REPORT | {"kinds": ["bullying"], "place": "school"})
    assert made.status_code == 201
    report_id = made.get_json()["id"]
    (listed,) = alpha.get("incidents/reports").get_json()["items"]
    assert (listed["id"], listed["channel"]) == (report_id, "staff")
    assert "narrative" not in listed
    read = alpha.get(f"incidents/reports/{report_id}").get_json()
    assert (read["narrative"], read["place"], read["kinds"]) == (REPORT["narrative"], "school", ["bullying"])
    body = {"kinds": ["bullying"], "people": [{"name": "Ербол", "role": "victim"}]}
    registered = alpha.post(f"incidents/reports/{report_id}/register", json=body)
    assert registered.status_code == 201
    assert registered.get_json()["number"].endswith("-001")
    incident = alpha.get(f"incidents/journal/{registered.get_json()['id']}").get_json()
    assert [(one["name"], one["role"]) for one in incident["people"]] == [("Ербол", "victim")]
    assert {"incidents.report_viewed", "incidents.report_registered", "incidents.incident_viewed"} <= set(
        events_in(branch_a)
    )


def test_the_same_submission_is_the_same_report(alpha: Program, branch_a: BranchInfo) -> None:
    first, second = (alpha.post("incidents/reports", json=REPORT).get_json() for _again in range(2))
    assert (first["id"], first["is_new"], second["is_new"]) == (second["id"], True, False)
    assert rows_in(branch_a, Report) == 1


def test_a_report_cannot_be_registered_twice(alpha: Program, branch_a: BranchInfo) -> None:
    report_id = alpha.post("incidents/reports", json=REPORT).get_json()["id"]
    path, body = f"incidents/reports/{report_id}/register", {"kinds": ["physical"]}
    assert [alpha.post(path, json=body).status_code for _again in range(2)] == [201, 409]
    assert rows_in(branch_a, Incident) == 1


def test_a_stranger_among_the_people_is_refused_by_row(alpha: Program, branch_a: BranchInfo) -> None:
    report_id = alpha.post("incidents/reports", json=REPORT).get_json()["id"]
    people = [{"name": "Ербол", "role": "victim"}, {"person_id": str(uuid4()), "role": "aggressor"}]
    refused = alpha.post(
        f"incidents/reports/{report_id}/register", json={"kinds": ["physical"], "people": people}
    )
    assert refused.status_code == 422
    assert list(refused.get_json()["errors"]) == ["people.1.person_id"]
    assert rows_in(branch_a, Incident) == 0


def test_an_incident_moves_on_by_version(alpha: Program, branch_a: BranchInfo) -> None:
    path = f"incidents/journal/{incident_in(branch_a)}"
    version = alpha.get(path).get_json()["version"]
    moved = alpha.post(f"{path}/status", json={"target": "under_assessment", "version": version})
    assert (moved.status_code, moved.get_json()["status"]) == (200, "under_assessment")
    stale = alpha.post(f"{path}/status", json={"target": "active", "version": version})
    assert stale.status_code == 409
    early = alpha.post(f"{path}/status", json={"target": "closed", "version": moved.get_json()["version"]})
    assert early.status_code == 422
    assert list(early.get_json()["errors"]) == ["target"]


def test_pages_follow_by_cursor_without_doubles(alpha: Program, branch_a: BranchInfo) -> None:
    made = {str(incident_in(branch_a)) for _number in range(5)}
    seen: list[str] = []
    cursor = None
    while True:
        query = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = alpha.get("incidents/journal", query_string=query).get_json()
        seen += [one["id"] for one in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert (len(seen), set(seen)) == (5, made)


def test_filters_of_the_journal(alpha: Program, branch_a: BranchInfo) -> None:
    found, _other = incident_in(branch_a, Kind.PHYSICAL), incident_in(branch_a, Kind.NEGLECT)
    for query, expected in {
        "kind=physical": [found],
        "status=closed": [],
        "since=2001-01-01&kind=physical": [found],
    }.items():
        items = alpha.get(f"incidents/journal?{query}").get_json()["items"]
        assert [UUID(one["id"]) for one in items] == expected, query


def test_figures_are_twelve_and_uncounted_ones_are_null(alpha: Program) -> None:
    answer = alpha.get("incidents/figures?year=2025").get_json()
    assert [one["number"] for one in answer["figures"]] == list(range(1, 13))
    assert answer["figures"][0]["quarters"] == [None] * 4
    assert answer["quarters"] == []


def test_the_centre_reads_every_branch_without_names(
    centre: Program, branch_a: BranchInfo, branch_b: BranchInfo, central: BranchInfo
) -> None:
    incident_in(branch_a)
    incident_in(branch_b)
    answer = centre.get("incidents/network/journal")
    assert {one["school"] for one in answer.get_json()["items"]} == {"alpha", "beta"}
    assert "Тестова" not in answer.text
    assert "Құпия" not in answer.text
    for branch in (branch_a, branch_b, central):
        assert "incidents.central_journal_viewed" in events_in(branch)
    (only,) = centre.get("incidents/network/journal?school=beta").get_json()["items"]
    assert (only["school"], only["people"]) == ("beta", 1)
    assert centre.get("incidents/network/journal?school=gamma").status_code == 422


def test_the_network_stands_at_the_centre_only(alpha: Program, centre: Program) -> None:
    """Even a token that was given the centre's permissions in a branch sees no other branch."""
    assert alpha.get("incidents/network/journal").status_code == 404
    assert alpha.get("incidents/network/figures").status_code == 404
    assert centre.get("incidents/journal").status_code == 404
    assert centre.get("incidents/network/figures").get_json()["silent"] == []


def test_who_asks_and_where(program: Callable[..., Program], centre: Program) -> None:
    asked = program("incidents.figures.read")
    me = asked.get("me").get_json()
    assert (me["branch"], me["kind"], me["permissions"]) == ("alpha", "token", ["incidents.figures.read"])
    modules = {one["code"]: one["modules"] for one in asked.get("branches").get_json()}
    assert modules["beta"] is None
    assert "incidents" in modules["alpha"]
    assert all(one["modules"] is not None for one in centre.get("branches").get_json())


def test_a_token_does_what_it_was_given(program: Callable[..., Program]) -> None:
    assert program("incidents.figures.read").get("incidents/journal").status_code == 403
    assert TOKEN not in program("incidents.report.create").post("incidents/reports", json=REPORT).text
