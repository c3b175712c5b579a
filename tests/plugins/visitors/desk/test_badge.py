"""A badge says the whole name, however long, in every language, on one side of its card."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from platform_core.i18n import use_locale
from plugins.visitors.exports.badge import BadgeFacts, badge_pdf
from tests.platform_core.paper.reading import read_pdf, words_of

NAMES = ("Әлімбеков Ержан Қуанышұлы", "Мұхамеджанова-Өтегенова Гүлжанат Әбдіғаппарқызы", "Ли Ән")


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_a_badge_says_the_whole_name(app: Flask, name: str, language: str) -> None:
    facts = BadgeFacts(
        "Қызылорда химия-биология мектебі",
        name,
        "Заңды өкіл",
        "Айтбаева Гүлназ Арманқызы",
        "105",
        7,
        datetime(2026, 11, 22, tzinfo=UTC),
        "https://qorgau.example/alpha/visitors/visits/1/custody",
    )
    with app.test_request_context(), use_locale(language, timezone="Asia/Almaty"):
        paper = badge_pdf(facts)
    said = words_of(paper).replace("- ", "-")  # a double name is parted at its hyphen
    assert name in said
    assert f"{facts.kind} " in said
    assert "…" not in said
    assert len(read_pdf(paper).pages) == 1
