"""The lists of the entrance by program: read with a permission, in pages, with nothing that is sealed."""

import pytest

from platform_core.extensions import db
from platform_core.testing.people import make_token
from plugins.visitors.policy.refusals import RefusalReason
from plugins.visitors.services.refusals import RefusalDetails, refuse_entry

LISTS = {
    "journal": "visitors.journal.read",
    "refusals": "visitors.journal.read",
    "events": "visitors.event.count",
    "passes": "visitors.pass.read",
    "rounds": "visitors.round.walk",
    "findings": "visitors.round.walk",
}


def ask(client, what, token, branch="alpha"):
    return client.get(f"/api/v1/{branch}/visitors/{what}", headers={"Authorization": f"Bearer {token}"})


@pytest.fixture
def refused(acting, branch_a, make_due):
    """Two refusals: one of an expected visitor, one with words."""
    with acting():
        refuse_entry(RefusalDetails(RefusalReason.NO_DOCUMENT), branch=branch_a, visit=make_due())
        refuse_entry(RefusalDetails(RefusalReason.OTHER, note="сөз", name="Бір адам"), branch=branch_a)
        db.session.commit()


@pytest.mark.parametrize("what", LISTS)
def test_a_list_needs_its_own_permission_and_its_own_branch(client, at_nine, what):
    assert ask(client, what, make_token(LISTS[what])).status_code == 200
    assert ask(client, what, make_token("core.people.read")).status_code == 403
    assert ask(client, what, make_token(LISTS[what]), branch="beta").status_code == 404


def test_the_journal_is_read_in_pages_and_by_kind(client, refused):
    token = make_token(LISTS["journal"])
    first = ask(client, "journal?limit=1", token).json
    second = ask(client, f"journal?limit=1&cursor={first['next']}", token).json
    assert {item["name"] for item in first["items"] + second["items"]} == {"Әлімов Нұрлан", "Бір адам"}
    only = ask(client, "journal?kind=visit", token).json["items"]
    assert [(item["name"], item["status"], item["reason"]) for item in only] == [
        ("Әлімов Нұрлан", "refused", "no_document")
    ]


def test_refusals_come_without_words_and_names(client, refused):
    answer = ask(client, "refusals?reason=other", make_token(LISTS["refusals"]))
    assert len(answer.json["items"]) == 1
    assert "сөз" not in answer.get_data(as_text=True)
    assert "Бір адам" not in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "wrong", ["journal?kind=ghost", "refusals?reason=rude", "rounds?since=soon", "events?status=x"]
)
def test_a_wrong_filter_is_a_problem_that_names_it(client, at_nine, wrong):
    what, _, field = wrong.partition("?")
    answer = ask(client, wrong, make_token(LISTS[what]))
    assert answer.status_code == 422
    assert field.partition("=")[0] in answer.get_data(as_text=True)
