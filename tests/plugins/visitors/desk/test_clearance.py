"""What the desk is told of a clearance, how loudly, and what it has to say to that (P12)."""

from collections.abc import Callable

from flask.testing import FlaskClient

from platform_core.hooks.types import BranchInfo
from tests.plugins.visitors.desk.conftest import Made, signing, visit_of

MakeVisit = Callable[..., Made]
Login = Callable[..., str]
LIST, FIND = "/alpha/visitors/desk/list", "/alpha/visitors/desk/find"
HTMX = {"HX-Request": "true"}


def test_unknown_clearance_is_said_loudly(
    guard: FlaskClient, make_visit: MakeVisit, branch_a: BranchInfo
) -> None:
    made = make_visit(visitor_type="service_provider", purpose="works")
    guard.post(f"{made.url}/identity", data={"version": made.version, "document_type": "service_card"})
    page = guard.get(made.url).text
    assert "Clearance unknown: nobody has confirmed it" in page
    assert "Cleared to work" not in page
    guard.post(f"{made.url}/guidance", data={"version": "3", **signing(branch_a)})
    admitted = {"version": str(visit_of(branch_a, made).version), "hand_to": "host", "items_asked": "true"}
    refused = guard.post(f"{made.url}/admit", data=admitted)
    assert refused.status_code == 422
    assert visit_of(branch_a, made).status == "identity_checked"
    assert (
        guard.post(f"{made.url}/admit", data={**admitted, "clearance_confirmed": "true"}).status_code == 302
    )
