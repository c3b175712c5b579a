"""What a module holds on a person is given out and erased: tried on every table that names people."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import select

from platform_core.demo.seed import ACCOUNTS, PEOPLE, seed_part
from platform_core.extensions import db
from platform_core.hooks.types import ErasureResult, SubjectRef
from platform_core.isolation.mixins import kind_of
from platform_core.tenancy.dates import local_day
from platform_core.tenancy.directory import branch_by_code
from platform_core.testing.contract.base import ContractBase, asked_in

PERSON_TABLE = "core_person"
TRIED_A_TABLE = 2


class SubjectContract(ContractBase):
    """Every branch table with a person in it is covered by the module's subject hooks."""

    def test_every_table_that_names_people_is_exported_and_erased(self, app: Flask) -> None:
        """After the demonstration: a person's rows are exported; then they go, or stay with a reason."""
        self._seed()
        for model, column in self.person_columns():
            people = self._people_in(app, model, column)
            assert people, f"seed_demo leaves {model.__tablename__}.{column} empty, so nothing is tried"
            for person_id in people:
                self._try_export(app, model, person_id)
                self._try_erasure(app, model, column, person_id)

    def test_the_subject_hooks_are_there_where_people_are_named(self) -> None:
        """A module with a branch table answers both, even if only to say that it holds nothing."""
        if any(kind_of(model.__table__) == "branch" for model in self._models()):
            assert hasattr(self.plugin, "export_subject")
            assert hasattr(self.plugin, "erase_subject")

    def person_columns(self) -> Iterator[tuple[Any, str]]:
        """Give each column of the module's tables that points at a person."""
        for model in self._models():
            for key in model.__table__.foreign_key_constraints:
                if key.referred_table.name == PERSON_TABLE:
                    yield model, next(name for name in key.column_keys if name != "branch_id")

    def _models(self) -> tuple[Any, ...]:
        return self.manifest.models

    def _seed(self) -> None:
        branch = branch_by_code("alpha")
        for part in (PEOPLE, ACCOUNTS, *self.manifest.depends_on, self.manifest.name):
            if part in (PEOPLE, ACCOUNTS) or hasattr(self.plugin, "seed_demo"):
                seed_part(branch, part, showcase=False)

    def _people_in(self, app: Flask, model: Any, column: str) -> list[UUID]:
        named = getattr(model, column)
        with asked_in(app, "alpha"):
            return list(
                db.session.scalars(select(named).where(named.is_not(None)).distinct().limit(TRIED_A_TABLE))
            )

    def _try_export(self, app: Flask, model: Any, person_id: UUID) -> None:
        with asked_in(app, "alpha") as branch:
            sections = self.plugin.export_subject(branch, SubjectRef(branch.id, person_id))
            assert any(section.records for section in sections), (
                f"{model.__tablename__}: export gives nothing"
            )

    def _try_erasure(self, app: Flask, model: Any, column: str, person_id: UUID) -> None:
        named = getattr(model, column)
        with asked_in(app, "alpha", write=True) as branch:
            result = self.plugin.erase_subject(branch, SubjectRef(branch.id, person_id), local_day(branch))
            assert isinstance(result, ErasureResult)
            db.session.flush()
            left = db.session.scalars(select(named).where(named == person_id)).all()
            assert not left or result.kept, f"{model.__tablename__}: rows stay and no reason is given"
            assert all(what.strip() and reason.strip() for what, reason in result.kept)
            db.session.rollback()
