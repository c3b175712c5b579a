"""Letters on paper for whoever has no e-mail: a code to scan and to type, and the list to telephone."""

import re
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from platform_core.extensions import db
from platform_core.isolation.scope import catalogue_write, in_branch
from plugins.directory.models import CheckRequest, RequestLetter
from plugins.directory.policy.requests import PAPER_AFTER
from plugins.directory.services.requests.secrets import new_code, read_secret, shown_code
from tests.plugins.directory.requests.conftest import ROOT, request_of, standing
from tests.plugins.directory.requests.test_answering import say

CODE = re.compile(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}")


@pytest.fixture
def printed(silent, officer) -> Any:
    """A letter on paper to who has no e-mail."""
    answer = officer.post(f"{ROOT}/entries/{silent}/ask", data={"post": "paper"})
    assert answer.mimetype == "application/pdf"
    return answer


def words_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def code_in(pdf: bytes) -> str:
    found = CODE.search(words_of(pdf))
    assert found is not None
    return found[0]


def test_a_letter_tells_what_is_printed_and_where_to_answer(printed) -> None:
    text = words_of(printed.data)
    for told in ("Үнсіз үй", "8 (7172) 57-00-00", "Верны ли", "дұрыс па", "/central/directory/letter"):
        assert told in text
    assert CODE.search(text)


def test_the_code_leads_to_the_page_and_takes_the_answer(printed, stranger, silent, central) -> None:
    code = code_in(printed.data)
    form = stranger.get(f"{ROOT}/letter").text
    token = unescape(re.search(r'name="csrf_token" value="([^"]+)"', form)[1])
    typed = f"  {code.lower().replace('-', ' ')} "
    led = stranger.post(f"{ROOT}/letter", data={"code": typed, "csrf_token": token})
    assert led.status_code == 302
    secret = led.headers["Location"].rpartition("/")[2]
    assert say(stranger, secret, answer="right", language="kk").status_code == 302
    assert standing(central, silent)["verification"] == "confirmed"


@pytest.mark.parametrize("code", ["", "hello", "0000-0000-0000", "x" * 50])
def test_what_is_no_code_is_named(stranger, code: str) -> None:
    form = stranger.get(f"{ROOT}/letter?lang=en").text
    token = unescape(re.search(r'name="csrf_token" value="([^"]+)"', form)[1])
    answer = stranger.post(f"{ROOT}/letter", data={"code": code, "csrf_token": token})
    assert answer.status_code == 422
    assert "Code from the letter" in answer.text


def test_the_code_is_kept_as_a_keyed_hash_alone(printed, central) -> None:
    secret = read_secret(code_in(printed.data))
    assert secret is not None
    with in_branch(central.id):
        (index,) = db.session.scalars(select(RequestLetter.secret_index))
    assert secret.encode() not in index


def test_every_letter_of_one_press_has_a_page_and_a_code(officer, silent, entry, central) -> None:
    other = entry(names={"kk": "Екінші үй"}, verification="due")
    answer = officer.post(f"{ROOT}/requests", data={"post": "paper"})
    assert answer.status_code == 200
    reader = PdfReader(BytesIO(answer.data))
    codes = [CODE.search(page.extract_text()) for page in reader.pages]
    assert len(reader.pages) == 2
    assert len({found[0] for found in codes if found}) == 2
    assert {request_of(central, one).state for one in (silent, other)} == {"asked"}
    assert officer.post(f"{ROOT}/requests", data={"post": "paper"}).status_code == 404


def test_who_has_no_email_is_on_the_list_to_telephone(officer, silent, organisation) -> None:
    text = officer.get(f"{ROOT}/requests").text
    by_hand = text[text.index('id="by-hand"') : text.index('id="waiting"')]
    assert "Үнсіз үй" in by_hand
    assert 'href="tel:+77172570000"' in by_hand
    assert f"{ROOT}/entries/{organisation}" not in by_hand


def test_paper_that_nobody_answers_comes_back_to_the_list(printed, officer, silent, follow, central) -> None:
    with catalogue_write():
        for request in db.session.scalars(select(CheckRequest)):
            request.sent_on -= PAPER_AFTER
        db.session.commit()
    follow()
    assert request_of(central, silent).state == "lapsed"
    assert standing(central, silent)["verification"] == "due"
    assert "Үнсіз үй" in officer.get(f"{ROOT}/requests").text


def test_codes_are_read_as_people_type_them() -> None:
    code = new_code()
    assert read_secret(shown_code(code)) == code
    assert read_secret(shown_code(code).replace("-", " – ").lower()) == code
    assert len({new_code() for _one in range(200)}) == 200
