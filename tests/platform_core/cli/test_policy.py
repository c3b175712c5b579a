"""`qorgau policy coverage`."""

import json

from tests.platform_core.cli.conftest import Shell


def test_coverage_needs_no_settings_and_speaks_json(shell: Shell) -> None:
    report = json.loads(shell("policy", "coverage", "--format", "json", "--language", "ru").out)
    clauses = {row["clause"]: row for row in report["clauses"]}
    assert clauses["P33"]["status"] == "covered"
    assert clauses["P33"]["title"] == "Оценка риска по трём группам факторов"
    assert any(proof["where"].startswith("plugins.incidents.policy.") for proof in clauses["P33"]["evidence"])
    assert sum(report["counts"].values()) == len(clauses) == 199


def test_coverage_is_a_table_with_a_closing_count(shell: Shell) -> None:
    outcome = shell("policy", "coverage")
    assert outcome.code == 0
    assert "Electronic journal of incidents" in outcome.out
    assert outcome.out.rstrip().endswith("2 context")
