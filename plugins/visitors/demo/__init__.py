"""Invented visitors for the demonstration; nobody in them is real. Each topic adds its part."""

from collections.abc import Callable
from datetime import datetime
from random import Random
from typing import TypeAlias

from sqlalchemy import select

from platform_core.sdk import BranchInfo, db
from plugins.visitors.demo.desk import seed_desk
from plugins.visitors.demo.entrance import seed_entrance
from plugins.visitors.demo.invites import seed_invites
from plugins.visitors.demo.network import seed_register, seed_suspect
from plugins.visitors.demo.rounds import seed_rounds
from plugins.visitors.demo.watchlist import seed_watchlist
from plugins.visitors.models import Visit

Seed: TypeAlias = Callable[[BranchInfo, datetime, Random], None]

PARTS: tuple[Seed, ...] = (seed_invites, seed_desk, seed_watchlist, seed_suspect, seed_entrance, seed_rounds)


def seed_demo(branch: BranchInfo, now: datetime, rng: Random) -> None:
    """Fill one branch, topic by topic, once; at the centre, the network's register."""
    if branch.is_central:
        seed_register(branch, now, rng)
        return
    if db.session.scalar(select(Visit.id).limit(1)) is not None:
        return
    for seed in PARTS:
        seed(branch, now, rng)
