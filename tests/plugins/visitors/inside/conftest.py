"""Visitors who are inside, for the roll and for the evening."""

from tests.plugins.visitors.custody.conftest import acting, actor_of, clock, host, let_in, make_visit

__all__ = ["acting", "actor_of", "clock", "host", "let_in", "make_visit"]
