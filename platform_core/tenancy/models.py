"""Branches and the modules that they have switched on."""

from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Boolean, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from platform_core.db.base import Model
from platform_core.isolation.mixins import BranchScoped, NetworkCatalogue, Versioned
from platform_core.isolation.roles import INSERT, SELECT, UPDATE, Role

CORE = {"info": {"plugin": "core"}}


class Branch(NetworkCatalogue, Versioned, Model):
    """A school, or the central office as the one row of `kind=central`."""

    __tablename__ = "core_branch"
    __table_args__ = (CORE,)

    code: Mapped[str] = mapped_column(String(60), unique=True)
    kind: Mapped[str] = mapped_column(String(10))
    profile: Mapped[str] = mapped_column(String(40), default="")
    names: Mapped[dict[str, str]] = mapped_column(JSON)
    city: Mapped[str] = mapped_column(String(80))
    region: Mapped[str] = mapped_column(String(40))
    timezone: Mapped[str] = mapped_column(String(40))
    languages: Mapped[list[str]] = mapped_column(JSON)
    has_hostel: Mapped[bool] = mapped_column(Boolean)
    calendar: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    seed_hash: Mapped[str] = mapped_column(String(64), default="")


class EnabledModule(BranchScoped, Versioned, Model):
    """A module's switch and settings in one branch; a row that stays when the switch is off."""

    __tablename__ = "core_enabled_module"
    __table_args__ = (UniqueConstraint("branch_id", "module"), CORE)
    # the switchboard and `branch sync` write many branches' switches in one transaction
    __also__ = {
        Role.CENTRAL_READ: frozenset({SELECT}),
        Role.CATALOGUE: frozenset({SELECT, INSERT, UPDATE}),
    }

    module: Mapped[str] = mapped_column(String(40))
    enabled: Mapped[bool] = mapped_column(Boolean)
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    changed_by: Mapped[UUID | None]
