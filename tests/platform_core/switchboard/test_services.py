"""Verbs of the switchboard: rows that stay, entries in the trail, bounds of settings."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.errors import InvalidInput
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch
from platform_core.switchboard import services
from platform_core.tenancy.directory import branch_by_code
from platform_core.tenancy.models import EnabledModule

DEFAULTS = {"reply_days": 3, "open_line": False, "tone": "calm"}


def work(branch: BranchInfo, verb: Callable[[], bool]) -> bool:
    with in_branch(branch.id, write=True):
        changed = verb()
        db.session.commit()
    return changed


def trail(branch: BranchInfo) -> list[tuple[str, dict[str, Any]]]:
    with in_branch(branch.id):
        rows = db.session.execute(select(AuditEntry.event, AuditEntry.data).order_by(AuditEntry.id))
        return [(row.event, row.data) for row in rows if row.event.startswith("core.module_")]


def test_a_switch_is_a_row_and_works_from_the_next_question_on(
    branch_a: BranchInfo, branch_b: BranchInfo
) -> None:
    assert "meetings" not in branch_a.enabled_modules
    assert work(branch_a, lambda: services.enable_module("meetings"))
    assert "meetings" in branch_by_code("alpha").enabled_modules
    assert "meetings" not in branch_by_code("beta").enabled_modules
    assert work(branch_a, lambda: services.disable_module("meetings"))
    assert "meetings" not in branch_by_code("alpha").enabled_modules


def test_switching_to_the_state_it_has_changes_and_records_nothing(branch_a: BranchInfo) -> None:
    work(branch_a, lambda: services.enable_module("meetings"))
    before = trail(branch_a)
    assert not work(branch_a, lambda: services.enable_module("meetings"))
    assert trail(branch_a) == before == [("core.module_enabled", {"module": "meetings"})]


def test_off_and_on_again_keeps_the_settings(branch_a: BranchInfo) -> None:
    work(branch_a, lambda: services.enable_module("meetings"))
    work(branch_a, lambda: services.set_module("meetings", {"reply_days": 7}))
    work(branch_a, lambda: services.disable_module("meetings"))
    work(branch_a, lambda: services.enable_module("meetings"))
    with in_branch(branch_a.id):
        assert services.module_settings("meetings") == {"reply_days": 7, "open_line": False, "tone": "calm"}
        rows = db.session.scalars(select(EnabledModule).where(EnabledModule.module == "meetings")).all()
        assert len(rows) == 1
    assert [event for event, _ in trail(branch_a)] == [
        "core.module_enabled",
        "core.module_settings_changed",
        "core.module_disabled",
        "core.module_enabled",
    ]


def test_the_trail_names_changed_settings_and_no_values(branch_a: BranchInfo) -> None:
    work(branch_a, lambda: services.set_module("meetings", {"reply_days": 7, "open_line": False}))
    assert trail(branch_a) == [
        ("core.module_settings_changed", {"module": "meetings", "settings": ["reply_days"]})
    ]


def test_setting_what_it_has_changes_nothing(branch_a: BranchInfo) -> None:
    assert not work(branch_a, lambda: services.set_module("meetings", {"reply_days": 3}))
    assert trail(branch_a) == []


@pytest.mark.parametrize(
    ("values", "field", "reason"),
    [
        ({"reply_days": 0}, "reply_days", "must be at least 1"),
        ({"reply_days": "7"}, "reply_days", "must be a whole number"),
        ({"colour": "red"}, "colour", "is not a setting of the module"),
    ],
)
def test_a_setting_out_of_bounds_is_refused_and_nothing_written(
    branch_a: BranchInfo, values: dict[str, Any], field: str, reason: str
) -> None:
    with in_branch(branch_a.id, write=True), pytest.raises(InvalidInput) as caught:
        services.set_module("meetings", {"open_line": True, **values})
    assert reason in caught.value.errors[field][0]
    with in_branch(branch_a.id):
        assert services.module_settings("meetings") == DEFAULTS


@pytest.mark.parametrize(
    "verb",
    [services.enable_module, services.disable_module, lambda name: services.set_module(name, {})],
)
def test_a_module_that_is_not_installed_is_refused(branch_a: BranchInfo, verb: Callable[[str], bool]) -> None:
    with in_branch(branch_a.id, write=True), pytest.raises(InvalidInput) as caught:
        verb("canteen")
    assert caught.value.errors == {"module": ["is not installed here"]}


def test_a_module_without_a_row_has_its_defaults(branch_b: BranchInfo) -> None:
    with in_branch(branch_b.id):
        assert services.module_settings("meetings") == DEFAULTS
