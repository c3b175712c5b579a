"""Every table is of one kind, carries the module's name, and cannot reach into another branch."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Table, UniqueConstraint

from platform_core.db.base import Model
from platform_core.isolation.mixins import (
    BranchScoped,
    NetworkCatalogue,
    SealedRegister,
    System,
    is_append_only,
    kind_of,
)
from platform_core.retention.runner import clock_fault
from platform_core.testing.contract.base import ContractBase

KINDS: tuple[type, ...] = (BranchScoped, NetworkCatalogue, SealedRegister, System)


class TableContract(ContractBase):
    """The module's tables keep the house's rules of isolation and of retention."""

    def test_every_table_is_declared(self) -> None:
        """The manifest lists each mapped class of the package, and nothing else."""
        package = f"{self.manifest.package}."
        mapped = {
            mapper.class_
            for mapper in Model.registry.mappers
            if f"{mapper.class_.__module__}.".startswith(package)
        }
        assert set(self.manifest.models) == mapped

    def test_every_table_is_named_and_tagged(self) -> None:
        """A module that goes takes only its own tables."""
        name = self.manifest.name
        for table in self.tables():
            assert table.name.startswith(f"{name}_"), table.name
            assert table.info.get("plugin") == name, table.name

    def test_every_table_is_of_exactly_one_kind(self) -> None:
        """Four kinds, one each; the fourth is the core's own."""
        for model in self.manifest.models:
            assert kinds_of(model) in ([BranchScoped], [NetworkCatalogue], [SealedRegister]), model.__name__

    def test_every_key_begins_with_the_branch(self) -> None:
        """Keys, foreign keys, unique constraints and unique indexes of a branch's table."""
        assert [fault for table in self.tables() for fault in key_faults(table)] == []

    def test_every_table_says_how_long_its_rows_stay(self) -> None:
        """One rule a table: the clock, the period, what happens then, and why."""
        rules = self.manifest.retention
        assert sorted(rule.table for rule in rules) == sorted(table.name for table in self.tables())
        for rule in rules:
            assert rule.action in ("erase", "anonymise", "keep"), rule.table
            assert rule.legal_basis.strip(), rule.table
            assert rule.clock.strip(), rule.table
            assert (rule.days is None) == (rule.action == "keep"), rule.table
            assert rule.days is None or rule.days > 0, rule.table

    def test_every_retention_rule_can_be_carried_out(self) -> None:
        """The core erases by a column's clock; more has a function; no rule is against the database."""
        models: dict[str, Any] = {
            table.name: model for table, model in zip(self.tables(), self.manifest.models, strict=True)
        }
        for rule in (rule for rule in self.manifest.retention if rule.action != "keep"):
            table = models[rule.table].__table__
            assert kind_of(table) in ("branch", "register"), rule.table
            if rule.retire is None:
                assert rule.action == "erase", f"{rule.table}: who anonymises?"
                assert not is_append_only(table), f"{rule.table} refuses to lose rows"
                assert clock_fault(models[rule.table], rule) is None

    def tables(self) -> list[Table]:
        """List the module's tables."""
        return [model.__table__ for model in self.manifest.models]  # type: ignore[attr-defined]


def kinds_of(model: type) -> list[type]:
    """List the kinds of table that a class is of; a sound one is of one."""
    return [kind for kind in KINDS if issubclass(model, kind)]


def key_faults(table: Table) -> Iterable[str]:
    """Name every key of a branch's table that does not begin with the branch."""
    if kind_of(table) != "branch":
        yield from _fault_if(_reaches_branches(table), f"{table.name} points at rows of a branch")
        return
    primary = [column.name for column in table.primary_key.columns]
    yield from _fault_if(primary != ["branch_id", "id"], f"{table.name} has the key {primary}")
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield from _leads(table, "unique", [column.name for column in constraint.columns])
        elif isinstance(constraint, ForeignKeyConstraint):
            yield from _foreign_key_faults(table, constraint)
    for index in (each for each in table.indexes if each.unique):
        yield from _leads(table, "index", [column.name for column in index.columns])


def _foreign_key_faults(table: Table, constraint: ForeignKeyConstraint) -> Iterable[str]:
    target = constraint.referred_table
    if kind_of(target) != "branch":
        return
    local, remote = list(constraint.column_keys), [element.column.name for element in constraint.elements]
    sound = local[0] == "branch_id" == remote[0]
    yield from _fault_if(not sound, f"{table.name}: foreign key {local} to {target.name} {remote}")


def _leads(table: Table, what: str, columns: Sequence[str]) -> Iterable[str]:
    yield from _fault_if(columns[0] != "branch_id", f"{table.name}: {what} over {list(columns)}")


def _reaches_branches(table: Table) -> bool:
    return any(kind_of(key.referred_table) == "branch" for key in table.foreign_key_constraints)


def _fault_if(condition: bool, fault: str) -> Iterable[str]:  # noqa: FBT001 - reads as a sentence
    if condition:
        yield fault
