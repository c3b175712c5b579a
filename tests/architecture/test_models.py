"""Every table is of one kind, tagged with its owner, and keyed by the branch where it is a branch's."""

from typing import Any

from sqlalchemy import Table

from platform_core.db.base import Model
from platform_core.hooks.manager import find_modules
from platform_core.isolation.mixins import System, kind_of
from platform_core.testing.contract.tables import key_faults, kinds_of
from tests.sample_plugin import plugin as sample


def models() -> list[Any]:
    found = [mapper.class_ for mapper in Model.registry.mappers]
    assert len(found) > 10
    return found


def tables() -> list[Table]:
    return [model.__table__ for model in models()]


def owner_of(model: Any) -> str:
    package, name, *_more = model.__module__.split(".")
    if package == "platform_core":
        return "core"
    return "sample" if name == "sample_plugin" else name


def test_every_table_is_of_exactly_one_kind() -> None:
    assert [model.__name__ for model in models() if len(kinds_of(model)) != 1] == []
    assert [table.name for table in tables() if kind_of(table) is None] == []


def test_no_two_classes_share_a_table() -> None:
    names = [table.name for table in tables()]
    assert len(set(names)) == len(names)
    assert set(Model.metadata.tables) == set(names), "a table that is no model's"


def test_every_table_is_named_and_tagged_by_its_owner() -> None:
    for model in models():
        owner, table = owner_of(model), model.__table__
        assert table.name.startswith(f"{owner}_"), table.name
        assert table.info.get("plugin") == owner, table.name


def test_only_the_core_has_tables_of_the_system() -> None:
    assert [
        model.__name__ for model in models() if issubclass(model, System) and owner_of(model) != "core"
    ] == []


def test_every_key_of_a_branch_begins_with_the_branch() -> None:
    faults = [fault for table in tables() if kind_of(table) != "system" for fault in key_faults(table)]
    assert faults == []


def test_no_table_of_the_core_hangs_on_a_plugins() -> None:
    for model in models():
        if owner_of(model) == "core":
            targets = {
                key.referred_table.info.get("plugin") for key in model.__table__.foreign_key_constraints
            }
            assert targets <= {"core"}, model.__name__


def test_no_two_modules_bring_the_same_figure() -> None:
    codes = [
        indicator.code
        for module in (*find_modules(), sample)
        for indicator in module.describe_module().indicators
    ]
    assert sorted(set(codes)) == sorted(codes)
