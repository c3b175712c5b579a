"""Several counts in one statement, for cards and pages that show a few numbers side by side."""

from sqlalchemy import Select, select

from platform_core.extensions import db


def count_each(**questions: Select[int]) -> dict[str, int]:
    """Ask several `select(func.count())…` at once; return each answer by its name.

    Each question is filtered by the scope's branch as it would be alone.
    """
    asked = (question.scalar_subquery().label(name) for name, question in questions.items())
    return dict(db.session.execute(select(*asked)).mappings().one())
