"""Details of the trail are named, and codes that have words are said in words."""

import ast
from collections.abc import Iterator

import pytest

from build_tools.console import ROOT
from platform_core.i18n import use_locale
from platform_core.trail.details import NAMES, named_details


def _recorded_names() -> Iterator[str]:
    """Find the details that sources pass to `record` and `record_central` as they stand."""
    for folder in ("platform_core", "plugins"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and _name_of(node) in {"record", "record_central"}:
                    yield from _keys_of(node)


def _name_of(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def _keys_of(call: ast.Call) -> Iterator[str]:
    for given in call.keywords:
        if given.arg == "data" and isinstance(given.value, ast.Dict):
            yield from (str(key.value) for key in given.value.keys if isinstance(key, ast.Constant))


def test_every_detail_that_is_recorded_has_a_name() -> None:
    recorded = set(_recorded_names())
    assert len(recorded) > 20
    assert recorded - set(NAMES) == set()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", (("Made", "yes"), ("Level", "High"), ("other", "7"), ("Roles", "Curator, none"))),
        ("kk", (("Жасалғаны", "иә"), ("Деңгей", "Жоғары"), ("other", "7"), ("Рөлдер", "Куратор, none"))),
    ],
)
def test_details_are_said_in_words(language: str, said: tuple[tuple[str, str], ...]) -> None:
    data = {"roles": ["curator", "none"], "level": "high", "created": True, "other": 7}
    with use_locale(language):
        assert named_details(data) == said
