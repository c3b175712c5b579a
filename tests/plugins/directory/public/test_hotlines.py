"""A hotline that the appendix does not have is added in a minute, and stands first for a child."""

import re

from plugins.directory.policy.codes import Kind
from plugins.directory.queries.public import Listed

CHOSEN = re.compile(r'<input type="checkbox" name="(needs|served)" value="(\w+)" checked>')


def test_the_form_of_a_hotline_is_filled_in_but_for_name_and_number(curator) -> None:
    shown = curator.get("/central/directory/entries/new?kind=hotline").text
    assert '<option value="hotline" selected>' in shown
    assert set(CHOSEN.findall(shown)) == {
        ("needs", "child_violence"), ("needs", "somebody_to_talk_to"), ("served", "children"),
    }  # fmt: skip
    assert curator.get("/central/directory/entries/new?kind=shop").status_code == 422
    assert "/central/directory/entries/new?kind=hotline" in curator.get("/central/directory/").text


def test_a_new_hotline_stands_first_on_the_page_of_every_school(curator, app) -> None:
    said = {
        "name_kk": "Балаларға көмек желісі", "kind": "hotline", "served": "children", "status": "active",
        "needs": ["child_violence", "somebody_to_talk_to"], "phones": "111",
        "visibility": "public", "version": "0",
    }  # fmt: skip
    assert curator.post("/central/directory/entries/new", data=said).status_code == 302
    child = app.test_client()
    for school in ("alpha", "beta"):
        shown = child.get(f"/{school}/help?lang=kk").text
        calls = re.findall(r'href="tel:([^"]+)"', shown)
        assert calls[0] == "111"
        assert shown.index("tel:111") < shown.index('id="needs"')
    poster = child.get("/alpha/help/needs/child_violence?lang=ru").text
    assert re.findall(r'href="tel:([^"]+)"', poster)[0] == "111"


def test_lines_of_help_stand_in_order_of_how_short_their_number_is() -> None:
    def line(name: str, code: str, kind: Kind = Kind.HOTLINE) -> Listed:
        return Listed(id=None, name=name, kind=kind, region="", needs=frozenset(), short_code=code)

    shown = [
        line("Я", "111"), line("Б", "150"), line("В", "1414"), line("А", "11616"), line("Ұзын", ""),
        line("Полиция", "102", Kind.LAW_ENFORCEMENT), line("Аа", "", Kind.SHELTER),
    ]  # fmt: skip
    assert sorted({*shown}, key=lambda one: one.rank) == shown
