"""The OpenAPI document: what the blueprints say, with the problems and the ways to sign in added."""

from typing import Any

from flask_smorest import Api

from platform_core.api.problems import MEDIA_TYPE, ProblemSchema

_COMMON = ("400", "401", "403", "404", "413", "422", "429", "503")
_WITH_BODY = ("409", "415")
_METHODS = {"get", "post", "put", "patch", "delete"}
_SECURITY = {
    "token": {"type": "http", "scheme": "bearer"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "qorgau"},
}


class ProblemApi(Api):
    """Smorest without its own error pages: every fault is a problem, answered in one place."""

    def _register_error_handlers(self) -> None:
        return


def make_document(api: Api) -> dict[str, Any]:
    """Complete the document; the same dict every time for one application."""
    content: dict[str, Any] = api.spec.to_dict()
    for operations in content.get("paths", {}).values():
        for method, operation in operations.items():
            if method in _METHODS:
                _complete(operation, has_body=method != "get")
    return content


def declare_shared_parts(api: Api) -> None:
    """Declare the problem's schema and the ways to sign in, once."""
    api.spec.components.schema("Problem", schema=ProblemSchema)
    for name, scheme in _SECURITY.items():
        api.spec.components.security_scheme(name, scheme)


def _complete(operation: dict[str, Any], *, has_body: bool) -> None:
    answers = operation.setdefault("responses", {})
    for dropped in [status for status in answers if status == "default"]:
        answers.pop(dropped)
    for status in (*_COMMON, *(_WITH_BODY if has_body else ())):
        answers[status] = _problem_response(status)
    operation.setdefault("security", [{"token": []}, {"cookie": []}])


def _problem_response(status: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": f"Problem {status}", "content": {MEDIA_TYPE: {"schema": schema}}}
