"""The OpenAPI document is kept: made-up requests by its rules never break the server or leave its shapes.

Each operation is tried with a token of a branch and with one of the centre, at records that exist,
so that the requests reach the work behind the schemas. The examples are the same in every run.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from platform_core.hooks.types import BranchInfo
from tests.api.conftest import REPORT, Program, incident_in

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 8

bounded = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("branch", ["alpha", "central"])
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_answers_are_as_documented(
    app: Flask, program: Callable[..., Program], known: dict[str, str], branch: str, mode: GenerationMode
) -> None:
    """Right requests and wrong ones: each operation in turn, with everything that the token may do."""
    speaker = program(branch=branch)
    document = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    tried = 0
    for found in document.get_all_operations():
        operation = found.ok()
        _try_operation(operation, mode, speaker, known)
        tried += 1
    answering = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/v1/<branch>")]
    assert tried == sum(len(set(rule.methods or ()) & {"GET", "POST"}) for rule in answering)


def _try_operation(operation: Any, mode: GenerationMode, speaker: Program, known: dict[str, str]) -> None:
    @bounded
    @given(operation.as_strategy(generation_mode=mode))
    def ask(case: schemathesis.Case) -> None:
        asked = case.path_parameters or {}
        here = {"branch": speaker.branch}
        case.path_parameters = {name: known.get(name, value) for name, value in asked.items()} | here
        if mode is GenerationMode.POSITIVE and isinstance(case.body, dict) and "version" in case.body:
            case.body["version"] = 1  # that of the incident, so that the step itself is tried
        case.call_and_validate(headers=speaker.headers, checks=CHECKS)

    ask()


@pytest.fixture
def known(alpha: Program, branch_a: BranchInfo) -> dict[str, str]:
    """An incident and a report that exist, where an operation asks for one."""
    made = alpha.post("incidents/reports", json=REPORT).get_json()
    return {"incident_id": str(incident_in(branch_a)), "report_id": made["id"]}


def test_the_document_lists_every_operation(app: Flask) -> None:
    """What answers under the API is documented, and each operation says how one signs in."""
    content = app.test_client().get("/api/v1/openapi.json").get_json()
    rules = {
        rule.rule.replace("<uuid:", "<").replace("<", "{").replace(">", "}")
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/<branch>")
    }
    assert content["openapi"].startswith("3.1")
    assert set(content["paths"]) == rules
    for path, operations in content["paths"].items():
        for method, operation in operations.items():
            if method != "parameters":
                assert operation["security"], path
                assert {"401", "403", "404", "422"} <= set(operation["responses"]), path


def test_strangers_get_nothing_but_401(app: Flask, program: Callable[..., Program]) -> None:
    """Every operation asks who speaks before anything else."""
    content = app.test_client().get("/api/v1/openapi.json").get_json()
    for path, operations in content["paths"].items():
        address = path.format_map(defaultdict(uuid4, branch="alpha"))
        for method in set(operations) - {"parameters"}:
            answer = app.test_client().open(
                address, method=method.upper(), json={} if method == "post" else None
            )
            assert answer.status_code == 401, (method, path)
