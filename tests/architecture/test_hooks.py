"""The hooks that the core asks and the hooks that the documentation explains are the same."""

import ast
import inspect
import re
from functools import cache

import pytest

from platform_core.hooks import specs
from platform_core.testing.contract.questions import HOOKS
from tests.architecture.sources import ROOT, tree_of
from tests.sample_plugin import plugin as sample

SECTION = re.compile(r"^## `(\w+)`\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
EXAMPLE = re.compile(r"```python\n(.*?)```", re.DOTALL)


@cache
def sections() -> dict[str, str]:
    return dict(SECTION.findall((ROOT / "docs" / "hooks.md").read_text("utf-8")))


def test_every_hook_is_documented_and_nothing_else() -> None:
    assert sorted(sections()) == sorted(HOOKS)


@pytest.mark.parametrize("hook", sorted(HOOKS))
def test_the_example_takes_what_the_hook_gives(hook: str) -> None:
    examples = [ast.parse(code) for code in EXAMPLE.findall(sections()[hook])]
    functions = [node for tree in examples for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    example = next(function for function in functions if function.name == hook)
    written = {one.arg: ast.unparse(one.annotation) for one in example.args.args if one.annotation}
    assert list(written) == list(inspect.signature(HOOKS[hook]).parameters)
    spec = next(
        node
        for node in tree_of(ROOT / "platform_core/hooks/specs.py").body
        if getattr(node, "name", "") == hook
    )
    assert isinstance(spec, ast.FunctionDef)
    assert written == {one.arg: ast.unparse(one.annotation) for one in spec.args.args if one.annotation}
    assert example.returns is not None
    assert spec.returns is not None
    assert ast.unparse(example.returns) == ast.unparse(spec.returns)


@pytest.mark.parametrize("hook", sorted(HOOKS))
def test_the_sample_implements_every_hook_as_it_is_specified(hook: str) -> None:
    implemented = getattr(sample, hook)
    assert hasattr(implemented, f"{specs.PROJECT}_impl")
    assert list(inspect.signature(implemented).parameters) == list(inspect.signature(HOOKS[hook]).parameters)


def test_sister_hooks_take_the_same_arguments_in_the_same_order() -> None:
    order = (
        *("scope", "branch", "user", "subject", "event", "query", "limit", "period", "purpose"),
        *("audience", "need", "now", "rng", "on"),
    )
    for hook, spec in HOOKS.items():
        places = [order.index(name) for name in inspect.signature(spec).parameters]
        assert places == sorted(places), hook


def test_no_hook_hands_out_the_application_or_the_request() -> None:
    for hook, spec in HOOKS.items():
        assert {"app", "request"} & set(inspect.signature(spec).parameters) == set(), hook
        options = vars(spec)[f"{specs.PROJECT}_spec"]
        assert not options["firstresult"], hook
