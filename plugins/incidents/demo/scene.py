"""The scene of a demonstration: one branch, its people, what day it is, and its own chance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from uuid import UUID

from platform_core.sdk import BranchInfo


@dataclass(frozen=True, slots=True)
class Cast:
    """The people of a branch who may be in an invented incident."""

    students: Sequence[UUID]
    staff: Sequence[UUID]


@dataclass(frozen=True, slots=True)
class Scene:
    """One branch being filled: who is in it, what day it is, and its own chance."""

    branch: BranchInfo
    now: datetime
    rng: Random
    cast: Cast
