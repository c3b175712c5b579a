"""The desk's address, and its pages as tests read them."""

from .conftest import text

DESK = "/alpha/incidents/reports"


def page(response) -> str:
    assert response.status_code == 200, text(response)[:3_000]
    return text(response)
