"""The clauses against their evidence."""

from types import SimpleNamespace
from typing import Any

import pytest

from platform_core.clauses import Clause
from platform_core.coverage import CoverageReport, Proof, Status, coverage_of
from platform_core.coverage.report import set_against
from platform_core.coverage.requirements import Requirement, load_requirements
from platform_core.hooks.manifest import IndicatorSpec, Manifest, ObligationSpec

ITEMS = {
    "P3": 11, "P12": 6, "P21": 6, "P22": 13, "P23": 6, "P24": 3, "P26": 4, "P28": 5, "P30": 6, "P31": 8,
    "P36": 12, "P37": 5, "P40": 4, "P41": 3, "P42": 7, "P43": 11, "P45": 4,
    "A2": 6, "A4": 6, "A5": 10, "A7": 4,
}  # fmt: skip


def requirements(*codes: str, context: tuple[str, ...] = ()) -> list[Requirement]:
    return [Requirement(Clause.parse(c), {"kk": c, "ru": c, "en": c}, c in context) for c in codes]


def statuses(codes: list[Requirement], *proven: str) -> dict[str, str]:
    proofs = [Proof("rule", f"somewhere.{code}", Clause.parse(code)) for code in proven]
    return {str(line.requirement.clause): line.status.value for line in set_against(codes, proofs).lines}


def test_the_list_holds_every_clause_once_and_in_order() -> None:
    clauses = [requirement.clause for requirement in load_requirements()]
    assert clauses == sorted(set(clauses))
    wholes = [str(clause) for clause in clauses if not clause.item]
    assert wholes == [f"P{n}" for n in range(1, 50)] + [f"A{n}" for n in range(1, 11)]
    found = {whole: sum(str(c.whole) == whole and c.item > 0 for c in clauses) for whole in wholes}
    assert {whole: count for whole, count in found.items() if count} == ITEMS


def test_every_clause_has_a_title_of_its_own_in_three_languages() -> None:
    kazakh_only = set("әғқңөұүһі")
    for requirement in load_requirements():
        assert requirement.title("en").isascii(), requirement.clause
        assert not kazakh_only & set(requirement.title("ru").casefold()), requirement.clause
        assert not requirement.title("kk").isascii(), requirement.clause
        assert requirement.title("fr") == requirement.title("kk")
        assert all(3 <= len(title) <= 80 for title in requirement.titles.values()), requirement.clause
    assert sum(r.is_context for r in load_requirements()) == 2


def test_a_clause_without_items_is_covered_by_its_name() -> None:
    assert statuses(requirements("P33", "P34"), "P33") == {"P33": "covered", "P34": "not_yet"}


def test_naming_the_paragraph_covers_no_item_wholly() -> None:
    listed = requirements("P26", "P26.1", "P26.2")
    assert statuses(listed, "P26") == {"P26": "partly", "P26.1": "partly", "P26.2": "partly"}


def test_a_paragraph_is_covered_when_all_its_items_are() -> None:
    listed = requirements("P26", "P26.1", "P26.2")
    assert statuses(listed, "P26.1") == {"P26": "partly", "P26.1": "covered", "P26.2": "not_yet"}
    assert statuses(listed, "P26.1", "P26.2")["P26"] == "covered"
    assert statuses(listed)["P26"] == "not_yet"


def test_an_item_that_the_list_lacks_counts_for_its_paragraph() -> None:
    assert statuses(requirements("P33"), "P33.2") == {"P33": "covered"}


def test_context_is_no_gap_and_no_success() -> None:
    listed = requirements("P1", "P4", context=("P1",))
    assert statuses(listed, "P1") == {"P1": "context", "P4": "not_yet"}


def test_the_report_counts_and_speaks_json() -> None:
    proofs = [Proof("rule", "a.b", Clause.parse("P4"))]
    report: CoverageReport = set_against(requirements("P4", "P5"), proofs)
    assert report.counts() == {Status.COVERED: 1, Status.PARTLY: 0, Status.NOT_YET: 1, Status.CONTEXT: 0}
    plain: Any = report.as_dict("en")
    assert plain["counts"]["not_yet"] == 1
    assert plain["clauses"][0] == {
        "clause": "P4",
        "title": "P4",
        "status": "covered",
        "evidence": [{"kind": "rule", "where": "a.b", "clause": "P4"}],
    }


def test_manifests_are_evidence() -> None:
    manifest = Manifest(
        name="meetings",
        title="Meetings",
        icon="users",
        version="1",
        package="tests",
        obligations=(ObligationSpec("meetings.fortnightly", "Meet", "A3", "every 2 weeks"),),
        indicators=(
            IndicatorSpec(
                "meetings.held", "Held", "meetings", "flow", by_kind=False, sources=(), clause="P37.2"
            ),
        ),
    )
    lines = {str(line.requirement.clause): line for line in coverage_of([manifest]).lines}
    assert lines["A3"].status is Status.COVERED
    assert [(proof.kind, proof.where) for proof in lines["A3"].proofs] == [
        ("obligation", "meetings.fortnightly")
    ]
    assert [proof.where for proof in lines["P37.2"].proofs] == ["meetings.held"]
    assert lines["P37"].status is Status.PARTLY


def test_an_unknown_clause_in_a_manifest_is_refused() -> None:
    wrong: Any = SimpleNamespace(
        package="tests", obligations=(ObligationSpec("m.x", "X", "P77", ""),), indicators=()
    )
    with pytest.raises(ValueError, match="P77"):
        coverage_of([wrong])


def test_the_policy_room_is_read_whole_and_tests_are_no_evidence() -> None:
    manifest = Manifest("incidents", "Incidents", "alert", "1", "plugins.incidents")
    report = coverage_of([manifest])
    where = {proof.where for line in report.lines for proof in line.proofs}
    assert any(name.startswith("plugins.incidents.policy.") for name in where)
    assert all(name.startswith(("plugins.", "platform_core.")) for name in where)
    lines = {str(line.requirement.clause): line.status for line in report.lines}
    assert lines["P33"] is Status.COVERED
    assert lines["A8"] is Status.COVERED
    assert lines["P1"] is Status.CONTEXT
