import hashlib
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from platform_core.documents.canonical import canonical_body, canonical_text, text_hash
from platform_core.hooks.manifest import DocumentText

WORDS = st.text(st.characters(blacklist_categories=["Cs"]), max_size=200)


def test_the_form_is_the_one_that_is_written_down():
    text = DocumentText("  Ереже  ", "\r\n\r\nБір  \r\n\n\n\nекі\t \n")
    form = "qorgau-document-1\nvisitors.guidance\nkk\nЕреже\n\nБір\n\nекі\n"
    assert text_hash("visitors.guidance", "kk", text) == hashlib.sha256(form.encode()).hexdigest()


def test_what_looks_the_same_has_the_same_hash():
    composed, apart = DocumentText("й", "ё\nй"), DocumentText("и\u0306", "е\u0308\r\nи\u0306 ")
    assert text_hash("a.b", "ru", composed) == text_hash("a.b", "ru", apart)


def test_code_language_title_and_body_all_count():
    base = DocumentText("Title", "Body")
    hashes = {
        text_hash("a.b", "en", base),
        text_hash("a.c", "en", base),
        text_hash("a.b", "ru", base),
        text_hash("a.b", "en", DocumentText("Title 2", "Body")),
        text_hash("a.b", "en", DocumentText("Title", "Body 2")),
        text_hash("a.b", "en", DocumentText("Title Body", "")),
    }
    assert len(hashes) == 6


@given(body=WORDS)
def test_the_form_of_a_form_is_itself(body):
    form = canonical_body(body)
    assert canonical_body(form) == form
    assert unicodedata.is_normalized("NFC", form)
    assert "\r" not in form
    assert "\n\n\n" not in form


@given(title=WORDS, body=WORDS)
def test_hashing_the_form_is_hashing_the_text(title, body):
    text = DocumentText(title, body)
    assert text_hash("a.b", "kk", canonical_text(text)) == text_hash("a.b", "kk", text)
