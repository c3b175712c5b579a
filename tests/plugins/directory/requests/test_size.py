"""The page of requests asks the database as often for ten organisations as for one."""

from platform_core.testing.statements import counted_statements
from tests.plugins.directory.requests.conftest import ROOT


def test_more_rows_ask_no_more(officer, entry, work, mail_app) -> None:
    def fill(start: int, end: int) -> None:
        for place in range(start, end):
            entry(email=f"due{place}@care.example", verification="due")
            entry(verification="due")
            asked = entry(email=f"asked{place}@care.example", verification="due")
            assert officer.post(f"{ROOT}/entries/{asked}/ask", data={"post": "email"}).status_code == 302

    def count() -> int:
        assert officer.get(f"{ROOT}/requests").status_code == 200
        with counted_statements() as seen:
            assert officer.get(f"{ROOT}/requests").status_code == 200
        return len(seen)

    fill(0, 1)
    first = count()
    fill(1, 5)
    assert count() == first
