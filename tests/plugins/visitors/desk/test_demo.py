"""The demonstration leaves days at the desk behind, and people inside."""

from flask import Flask
from sqlalchemy import func, select

from platform_core.demo.seed import ACCOUNTS, PEOPLE, seed_part
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch
from plugins.visitors.models import CustodyLink, HeldItem, Visit, VisitAlarm


def test_some_have_left_and_some_are_inside(app: Flask, branch_a: BranchInfo) -> None:
    for part in (PEOPLE, ACCOUNTS, "visitors"):
        seed_part(branch_a, part, showcase=False)
    with in_branch(branch_a.id):
        statuses = dict(db.session.execute(select(Visit.status, func.count()).group_by(Visit.status)).all())
        assert statuses["on_site"] == 4
        assert statuses["identity_checked"] == 1
        assert statuses["checked_out"]
        numbers = db.session.scalars(
            select(Visit.number).where(Visit.number.is_not(None)).order_by(Visit.number)
        ).all()
        assert list(numbers) == list(range(1, len(numbers) + 1))
        for model in (CustodyLink, HeldItem, VisitAlarm):
            assert db.session.scalar(select(func.count()).select_from(model))
