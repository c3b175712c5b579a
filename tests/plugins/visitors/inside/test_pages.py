"""Who is inside: the list, the search, the roll on the screen and on paper (A5.4)."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from flask.testing import FlaskClient
from pypdf import PdfReader

from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch
from platform_core.testing.people import make_token
from platform_core.testing.statements import counted_statements
from plugins.visitors.jobs.desk import close_day
from plugins.visitors.queries.inside import roll_rows
from tests.plugins.visitors.desk.conftest import MORNING, Made

Login = Callable[..., str]
LetIn = Callable[..., Made]
PAGE, ROLL = "/alpha/visitors/inside", "/alpha/visitors/inside/roll"


@pytest.fixture
def head(client: FlaskClient, login: Login, clock: object) -> FlaskClient:
    """The head of the safety service, signed in."""
    login(client, "sss_head")
    return client


def test_everybody_in_the_building_is_listed_with_whom_they_are(
    head: FlaskClient, let_in: LetIn, make_visit: LetIn
) -> None:
    let_in(family="Әбдіров")
    make_visit("Келмеген", "Адам")
    make_visit("Тағандағы", "Қонақ", status="arrived", arrived_at=MORNING, holder="desk", held_since=MORNING)
    page = head.get(PAGE).text
    assert "Әбдіров" in page
    assert "Тағандағы" in page
    assert "Келмеген" not in page
    assert "With the host · Ерлан Мұғалім" in page
    only_desk = head.get(f"{PAGE}?holder=desk").text
    assert "Тағандағы" in only_desk
    assert "Әбдіров" not in only_desk


def test_a_name_is_looked_for_without_an_address(head: FlaskClient, let_in: LetIn) -> None:
    let_in(family="Әбдіров")
    let_in(family="Смағұл")
    found = head.post(PAGE, data={"words": "смағ"})
    assert (found.status_code, "Смағұл" in found.text, "Әбдіров" in found.text) == (200, True, False)
    assert head.post(PAGE, data={"words": ""}).status_code == 422


@pytest.mark.parametrize("sort", ["name", "place", "host", "with", "-until"])
def test_the_list_is_sorted_as_asked(head: FlaskClient, let_in: LetIn, sort: str) -> None:
    let_in()
    assert head.get(f"{PAGE}?sort={sort}").status_code == 200
    assert head.get(f"{PAGE}?sort=nonsense").status_code == 400


def test_the_roll_names_everybody_and_who_left_unseen(
    head: FlaskClient, let_in: LetIn, branch_a: BranchInfo, clock: time_machine.Traveller, login: Login
) -> None:
    let_in(family="Кеше")
    clock.move_to(MORNING + timedelta(hours=12))
    with in_branch(branch_a.id, write=True):
        close_day({})
        db.session.commit()
    clock.move_to(MORNING + timedelta(hours=23))
    let_in(family="Өмірұлы")
    login(head, "sss_head")
    page = head.get(ROLL).text
    assert page.index("Өмірұлы") < page.index("Nobody saw them leave") < page.index("Кеше")
    clock.move_to(MORNING + timedelta(hours=40))
    login(head, "sss_head")
    assert "Кеше" not in head.get(ROLL).text


def test_the_roll_is_sorted_as_kazakh_is(let_in: LetIn, branch_a: BranchInfo) -> None:
    for family in ("Өмір", "Абай", "Қанат", "Әсел", "Бота"):
        let_in(family=family)
    with in_branch(branch_a.id):
        inside, doubtful = roll_rows(at=MORNING)
    assert [row.name.split()[0] for row in inside] == ["Абай", "Әсел", "Бота", "Қанат", "Өмір"]
    assert doubtful == []


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_paper_shows_every_kazakh_letter(head: FlaskClient, let_in: LetIn, language: str) -> None:
    let_in(family="Әңғүұқөһі")
    answer = head.get(f"{ROLL}.pdf?lang={language}")
    assert answer.headers["Content-Type"] == "application/pdf"
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages)
    assert "Әңғүұқөһі" in text
    assert "Ерлан" in text


@pytest.mark.parametrize("role", ["staff", "curator"])
def test_not_everybody_sees_who_is_inside(
    client: FlaskClient, login: Login, clock: object, role: str
) -> None:
    login(client, role)
    for address in (PAGE, ROLL, f"{ROLL}.pdf"):
        assert client.get(address).status_code == 403


def test_the_list_asks_as_much_for_many_as_for_one(head: FlaskClient, let_in: LetIn) -> None:
    let_in()
    counts = []
    for _ in range(2):
        head.get(PAGE)
        with counted_statements() as seen:
            head.get(PAGE)
        counts.append(len(seen))
        for _ in range(4):
            let_in()
    assert counts[0] == counts[1]


def test_programs_are_told_who_is_inside(client: FlaskClient, let_in: LetIn) -> None:
    let_in(family="Әбдіров")
    bearer = {"Authorization": f"Bearer {make_token('visitors.inside.read')}"}
    answer = client.get("/api/v1/alpha/visitors/inside", headers=bearer)
    assert answer.status_code == 200
    (row,) = answer.get_json()["items"]
    assert (row["name"], row["holder"], row["holder_name"], row["badge"]) == (
        "Әбдіров Нұрлан",
        "host",
        "Ерлан Мұғалім",
        1,
    )
    assert client.get("/api/v1/alpha/visitors/inside?holder=nobody", headers=bearer).get_json()["items"] == []
    assert client.get("/api/v1/alpha/visitors/inside?holder=cat", headers=bearer).status_code == 422
    assert client.get("/api/v1/beta/visitors/inside", headers=bearer).status_code == 404
