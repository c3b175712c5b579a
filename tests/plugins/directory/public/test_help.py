"""The pages of help: what stands on them in three languages, and what never does."""

import re
from html import unescape

import pytest

from platform_core.contacts import services as contacts
from platform_core.contacts.queries import contacts_for
from platform_core.extensions import db
from platform_core.i18n import use_locale
from platform_core.isolation.scope import in_branch
from platform_core.switchboard.services import switch_module
from platform_core.testing.statements import counted_statements
from tests.platform_core.contacts.conftest import values as contact_values

HELP = "/alpha/help"


def text(answer) -> str:
    assert answer.status_code == 200, answer.get_data(as_text=True)[:1500]
    return unescape(answer.get_data(as_text=True))


def page(client, address: str = HELP, language: str = "en") -> str:
    mark = "&" if "?" in address else "?"
    return text(client.get(f"{address}{mark}lang={language}"))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("kk", ["Дағдарыс орталықтарының одағы", "Балаға жасалған зорлық-зомбылық", "Астана қаласы"]),
        ("ru", ["Союз кризисных центров", "Насилие над ребёнком", "город Астана"]),
        ("en", ["Union of Crisis Centres", "Violence against a child", "Astana City"]),
    ],
)
def test_the_first_page_speaks_three_languages(client, loaded, language, words) -> None:
    shown = page(client, language=language)
    assert f'<html lang="{language}">' in shown
    for word in words:
        assert word in shown, word


def test_hotlines_stand_first_and_are_one_tap_away(client, loaded, entry) -> None:
    entry()
    shown = page(client)
    links = re.findall(r'href="((?:tel|https://wa\.me|mailto):?[^"]*)"', shown)
    assert links[0].startswith("tel:")
    assert "tel:150" in links
    assert "tel:102" in links
    assert links.index("tel:150") < links.index("tel:+77172570000")
    assert shown.index("Call now") < shown.index("What do you need help with?") < shown.index("Care Centre")


def test_ways_to_write_leave_no_referrer(client, entry) -> None:
    entry(
        phone_lines=("8 (7172) 57-00-00", "8 701 123 45 67 WhatsApp"),
        email="help@centre.example",
        url="https://centre.example/help",
    )
    shown = page(client)
    one = page(client, re.search(r"/alpha/help/[0-9a-f-]{36}", shown)[0])
    for link in ("https://wa.me/77011234567", "mailto:help@centre.example"):
        assert f'href="{link}" rel="noreferrer nofollow"' in shown
    assert 'href="https://centre.example/help" rel="noreferrer nofollow"' in one


def test_the_safety_service_of_the_school_stands_on_it(client, branch_a, loaded) -> None:
    with in_branch(branch_a.id, write=True):
        contacts.add_safety_contact(contact_values(whatsapp="+77011234567"))
        contacts.add_safety_contact(contact_values(role_code="lawyer", audiences=["staff"]))
        contacts.add_safety_contact(contact_values(role_code="doctor", audiences=["guardians"]))
        db.session.commit()
    shown = page(client)
    assert "At your school" in shown
    assert "Psychologist" in shown
    assert "Mon–Fri 09:00–18:00" in shown
    assert "https://wa.me/77011234567" in shown
    assert "Lawyer" not in shown
    assert "School doctor" not in shown
    assert "School doctor" in page(client, f"{HELP}?who=guardians")
    assert "Psychologist" not in page(client, "/beta/help")


def test_needs_lead_to_who_helps_near_and_elsewhere(client, entry) -> None:
    entry()
    entry(names={"kk": "Ақтау үйі", "ru": "Дом Актау", "en": "Aktau House"}, region="KZ-47")
    entry(names={"kk": "Бүкіл ел", "en": "Whole Country"}, region="", phone_lines=("150",))
    near = page(client, f"{HELP}/needs/domestic_violence")
    assert "Care Centre" in near
    assert "Whole Country" in near
    assert "Aktau House" not in near
    assert f"{HELP}/needs/domestic_violence?lang=en&region=KZ-47" in near
    there = page(client, f"{HELP}/needs/domestic_violence?region=KZ-47")
    assert "Aktau House" in there
    assert "Whole Country" in there
    assert "Care Centre" not in there
    assert '<option value="KZ-47" selected>' in there
    assert "Nobody near you" in page(client, f"{HELP}/needs/shelter")


@pytest.mark.parametrize(
    ("facts", "students", "guardians"),
    [
        ({}, True, True),
        ({"visibility": "students"}, True, False),
        ({"visibility": "guardians"}, False, True),
        ({"visibility": "staff"}, False, False),
        ({"verification": "lapsed"}, False, False),
        ({"verification": "due"}, True, True),
        ({"verification": "requested"}, True, True),
        ({"status": "inactive"}, False, False),
        ({"status": "defunct"}, False, False),
        ({"status": "temporarily closed"}, False, False),
    ],
)
@pytest.mark.parametrize("kind", ["network", "local"])
def test_what_is_not_for_the_reader_is_nowhere(
    client, entry, local, kind, facts, students, guardians
) -> None:
    entry_id = (entry if kind == "network" else local)(**facts)
    for mark, expected in (("", students), ("?who=guardians", guardians)):
        for address in (HELP, f"{HELP}/needs/domestic_violence"):
            assert ("Care Centre" in page(client, f"{address}{mark}")) == expected
        for address in (f"{HELP}/{entry_id}", f"{HELP}/{entry_id}.vcf"):
            assert client.get(f"{address}{mark}").status_code == (200 if expected else 404)
        answer = client.post(f"{HELP}/search{mark or '?'}&lang=en", data={"q": "care"})
        assert ("Care Centre" in text(answer)) == expected


def test_what_a_branch_hides_is_hidden_there_alone(client, entry, hide, branch_a) -> None:
    entry_id = entry()
    hide(branch_a, entry_id)
    assert "Care Centre" not in page(client)
    assert client.get(f"{HELP}/{entry_id}").status_code == 404
    assert "Care Centre" in page(client, "/beta/help")


def test_a_branchs_own_service_is_shown_there_alone(client, local, branch_a) -> None:
    entry_id = local(names={"kk": "Жергілікті", "en": "Local Help"})
    assert "Local Help" in page(client)
    assert client.get(f"{HELP}/{entry_id}").status_code == 200
    assert "Local Help" not in page(client, "/beta/help")
    assert client.get(f"/beta/help/{entry_id}").status_code == 404


def test_a_confidential_address_is_on_no_page_and_no_card(client, local, branch_a) -> None:
    from plugins.directory.models import LocalService
    from plugins.directory.schemas.hsds.facts import Place

    street = {"kk": "Құпия көшесі, 7"}
    entry_id = local(place=Place(street, {"kk": "Астана"}, {"kk": "Астана"}))
    assert "Құпия көшесі" in page(client, f"{HELP}/{entry_id}")
    with in_branch(branch_a.id, write=True):
        service = db.session.get(LocalService, (branch_a.id, entry_id))
        service.document = {**service.document, "address_confidential": True}
        service.address_confidential = True
        db.session.commit()
    for address in (HELP, f"{HELP}/{entry_id}", f"{HELP}/needs/domestic_violence", f"{HELP}/{entry_id}.vcf"):
        assert "Құпия" not in page(client, address)


def test_what_nobody_can_dial_is_no_link(client, entry) -> None:
    entry_id = entry(phone_lines=("8 (7172) 57-00", "факс: 8 (7172) 57-00-01", "8 (7172) 57-00-02"))
    shown = page(client, f"{HELP}/{entry_id}")
    assert re.findall(r'href="tel:([^"]+)"', shown) == ["+77172570002", "112"]


def test_texts_are_escaped_and_no_link_runs_a_script(client, entry) -> None:
    name = "<script>alert(1)</script>"
    entry_id = entry(names={"kk": name, "en": name}, url="javascript:alert(1)", email='x@y.kz"onclick="1')
    raw = client.get(f"{HELP}/{entry_id}?lang=en").get_data(as_text=True)
    assert "<script>alert" not in raw
    assert "javascript:" not in raw
    assert "onclick" not in raw


@pytest.mark.parametrize(
    "words",
    [
        "қамқорлық",
        "КАМКОРЛЫК",
        "qamqorlyq",
        "kamkorlyk",
        "центр заботы",
        "tsentr zaboty",
        "care cent",
        "57-00-00",
    ],
)
def test_words_are_found_in_any_letters(client, entry, words) -> None:
    entry()
    assert "Care Centre" in text(client.post(f"{HELP}/search?lang=en", data={"q": words}))


@pytest.mark.parametrize("words", ["xyzzy", "zorro", "%", "_"])
def test_other_words_find_nothing(client, entry, words) -> None:
    entry()
    shown = text(client.post(f"{HELP}/search?lang=en", data={"q": words}))
    assert "Care Centre" not in shown
    assert "Nothing was found" in shown


@pytest.mark.parametrize("data", [{}, {"q": ""}, {"q": "\x01\x1b"}, {"q": "x" * 101}])
def test_a_search_for_nothing_is_named(client, data) -> None:
    answer = client.post(f"{HELP}/search?lang=en", data=data)
    assert answer.status_code == 422
    assert "f-q-error" in answer.text


@pytest.mark.parametrize("address", ["?region=KZ-99", "?region=x", "?who=staff", "?who=aliens"])
def test_codes_that_are_none_are_refused(client, address) -> None:
    assert client.get(f"{HELP}{address}").status_code == 422
    assert client.get(f"{HELP}/search{address}").status_code == 422


@pytest.mark.parametrize("address", ["needs/wizardry", "00000000-0000-7000-8000-000000000000", "nothing"])
def test_what_is_not_there_is_not_found(client, address) -> None:
    assert client.get(f"{HELP}/{address}").status_code == 404


def test_the_centre_has_no_page_of_help(client, loaded) -> None:
    assert client.get("/central/help").status_code == 404


def test_while_the_module_is_off_nothing_is_there(client, entry, branch_a) -> None:
    entry_id = entry()
    assert "/alpha/help" in text(client.get("/alpha/"))
    with in_branch(branch_a.id, write=True):
        switch_module("directory", enabled=False)
        db.session.commit()
    for address in (HELP, f"{HELP}/{entry_id}", f"{HELP}/{entry_id}.vcf", f"{HELP}/search"):
        assert client.get(address).status_code == 404
    assert "/alpha/help" not in text(client.get("/alpha/"))


def test_modules_are_told_whom_to_turn_to(branch_a, entry) -> None:
    entry_id = entry()
    entry(names={"kk": "Ақтау үйі"}, region="KZ-47")
    entry(names={"kk": "150"}, region="", kind="hotline", phone_lines=("150",))
    with in_branch(branch_a.id), use_locale("en"):
        points = contacts_for(branch_a, audience="students", need="domestic_violence")
        assert contacts_for(branch_a, audience="students", need="shelter") == ()
    assert [point.name for point in points] == ["150", "Care Centre"]
    assert (points[0].is_hotline, points[0].phones) == (True, ("150",))
    assert points[1].page_url == f"/alpha/help/{entry_id}"
    assert points[1].phones == ("+77172570000",)


def test_many_entries_cost_no_more_questions_than_few(client, entry) -> None:
    def ask(address: str) -> int:
        page(client, address)
        with counted_statements() as seen:
            page(client, address)
        return len(seen)

    addresses = (HELP, f"{HELP}/needs/domestic_violence")
    entry()
    few = [ask(address) for address in addresses]
    for place in range(8):
        entry(names={"kk": f"Орталық {place}"})
    assert [ask(address) for address in addresses] == few
