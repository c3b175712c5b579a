"""The pages where a branch or the centre publishes a newer text."""

import pytest

from platform_core.auth.accounts import account_by_login
from platform_core.documents.shipped import STAFF_RULES
from platform_core.testing.work import do_waiting_work
from tests.platform_core.documents.conftest import NEWER, RULES, TEXTS
from tests.platform_core.documents.pages import ADDRESS, OWN, app_client, events, held, inbox, typed, words


def test_a_branch_looks_at_its_text_and_publishes_it(client, login, document, branch_a, branch_b):
    login(client, "branch_head")
    first = client.get(f"{ADDRESS}/publish").text
    assert "Бірінші жол." in first
    preview = client.post(f"{ADDRESS}/publish", data=typed(OWN, step="preview"))
    assert preview.status_code == 200
    assert "Nobody shouts." in preview.text
    assert held(branch_a) == ("shipped", 1)
    assert client.post(f"{ADDRESS}/publish", data=typed(OWN)).status_code == 302
    assert (held(branch_a), held(branch_b)) == (("branch", 1), ("shipped", 1))
    assert client.post(f"{ADDRESS}/publish", data=typed(NEWER, replaces=7)).status_code == 409
    assert client.post(f"{ADDRESS}/withdraw").status_code == 302
    assert held(branch_a) == ("shipped", 1)
    assert client.post(f"{ADDRESS}/withdraw").status_code == 409
    assert events(branch_a) == ["core.document_published", "core.document_withdrawn"]


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (typed(TEXTS), "This is the text that holds already."),
        (typed(body_en=""), "Text in English: Please answer this."),
        (typed(title_kk="x" * 161), "Title in Kazakh: Too long"),
        (typed(note=" "), "What changes: Please answer this."),
        (typed(replaces="x"), "Give a whole number"),
        (typed(step="burn"), "Choose one of the answers listed."),
    ],
)
def test_a_text_that_is_not_whole_is_refused_and_kept_on_the_form(
    client, login, document, branch_a, wrong, reason
):
    login(client, "branch_head")
    response = client.post(f"{ADDRESS}/publish", data=wrong)
    assert response.status_code == 422
    assert reason in words(response)
    assert "Первая строка" in response.text
    assert held(branch_a) == ("shipped", 1)


def test_a_branch_does_not_publish_what_it_may_not_replace(client, login, branch_a):
    login(client, "branch_head")
    for method in (client.get, client.post):
        assert method(f"/alpha/documents/{STAFF_RULES}/publish").status_code == 404
    assert client.post(f"/alpha/documents/{STAFF_RULES}/withdraw").status_code == 404


@pytest.mark.parametrize("role", ["staff", "sss_head", "branch_admin", "front_desk"])
def test_only_the_head_publishes(client, login, document, role):
    login(client, role)
    assert client.get(f"{ADDRESS}/publish").status_code == 403
    assert client.post(f"{ADDRESS}/publish", data=typed()).status_code == 403


def test_the_centre_publishes_for_every_branch_and_members_are_told(
    client, login, declare, branch_a, branch_b, central
):
    declare(audience=("curator",))
    for branch in ("alpha", "beta"):
        login(app_client(client), "curator", branch)
    login(client, "wellbeing_officer", "central")
    address = f"/central/documents/{RULES}"
    assert client.get("/central/documents/").status_code == 200
    assert client.post(f"{address}/publish", data=typed(step="preview")).status_code == 200
    assert held(branch_a) == ("shipped", 1)
    assert client.post(f"{address}/publish", data=typed()).status_code == 302
    assert client.post(f"{address}/publish", data=typed(TEXTS)).status_code == 409
    assert (held(branch_a), held(branch_b)) == (("network", 2), ("network", 2))
    for path in ("", "/network/2", "/network/2/changes", "/shipped/1/ru.pdf"):
        assert client.get(f"{address}{path}").status_code == 200
    assert events(central)[:1] == ["core.document_published"]
    do_waiting_work()
    for branch in (branch_a, branch_b):
        curator = account_by_login(f"curator.{branch.code}").id
        assert inbox(branch) == [(curator, f"/{branch.code}/documents/own")]


def test_the_centre_sees_which_branches_have_their_own_text_and_their_trails_say_so(
    client, login, publish, branch_a, branch_b, central
):
    publish(branch=branch_a, texts=OWN)
    login(client, "wellbeing_officer", "central")
    page = words(client.get(f"/central/documents/{RULES}"))
    assert "Alpha school" in page
    assert "Beta school" not in page
    assert "core.documents_overviewed" in events(branch_a)
    assert "core.documents_overviewed" not in events(branch_b)


@pytest.mark.parametrize("role", ["central_hr", "auditor", "platform_admin"])
def test_others_of_the_centre_do_not_publish(client, login, document, role):
    login(client, role, "central")
    assert client.post(f"/central/documents/{RULES}/publish", data=typed()).status_code == 403


def test_the_branch_is_told_that_the_network_has_something_newer(client, login, publish, branch_a):
    publish(branch=branch_a, texts=OWN)
    login(client, "branch_head")
    assert "has published a newer text" not in client.get(ADDRESS).text
    publish()
    assert "has published a newer text" in client.get(ADDRESS).text
