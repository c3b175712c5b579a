from dataclasses import replace

import pytest
from flask import Flask

from platform_core.documents.registry import (
    install_documents,
    known_document,
    known_documents,
    shown_documents,
)
from platform_core.documents.shipped import CORE_DOCUMENTS, STAFF_RULES
from platform_core.errors import NotFound
from platform_core.hooks.manager import ManifestFault
from platform_core.hooks.manifest import DocumentText
from tests.platform_core.documents.conftest import RULES, TEXTS, rules


def test_the_core_ships_its_documents_whole():
    install_documents(Flask("x"), CORE_DOCUMENTS, {})
    texts = CORE_DOCUMENTS[0].texts
    bodies = [text.body for text in texts.values()]
    assert set(texts) == {"kk", "ru", "en"}
    assert len({body.count("\n- ") for body in bodies}) == 1
    assert len({body.count("## ") for body in bodies}) == 1


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"texts": {"kk": TEXTS["kk"]}}, "is not in kk, ru, en"),
        ({"texts": {**TEXTS, "de": TEXTS["en"]}}, "is not in kk, ru, en"),
        ({"texts": {**TEXTS, "ru": DocumentText("", "x")}}, "in ru is empty"),
        ({"texts": {**TEXTS, "ru": DocumentText("x", " \n ")}}, "in ru is empty"),
        ({"texts": {**TEXTS, "en": DocumentText("x", "y" * 20_001)}}, "in en is empty or too long"),
        ({"valid_days": 0}, "at least one day"),
        ({"audience": ("janitor",)}, "no role is called janitor"),
    ],
)
def test_a_document_that_is_not_whole_stops_the_boot(more, fault):
    with pytest.raises(ManifestFault, match=fault):
        install_documents(Flask("x"), [rules(**more)], {})


def test_a_clause_that_the_policy_lacks_stops_the_boot():
    with pytest.raises(ValueError, match="P99"):
        install_documents(Flask("x"), [rules(clause="P99")], {})


def test_two_of_a_code_stop_the_boot():
    with pytest.raises(ManifestFault, match="two documents"):
        install_documents(Flask("x"), [rules(), rules()], {})


def test_documents_of_a_module_that_is_off_are_hidden(declare, branch_a):
    declare(module="incidents")
    off = replace(branch_a, enabled_modules=frozenset())
    assert RULES in {known.spec.code for known in shown_documents(branch_a)}
    assert RULES not in {known.spec.code for known in shown_documents(off)}
    assert STAFF_RULES in {known.spec.code for known in shown_documents(off)}
    assert RULES in known_documents()


def test_an_unknown_code_is_not_found(app):
    with pytest.raises(NotFound):
        known_document("core.nothing")
