"""Which duties exist: what the manifests declare, and which of it counts in a branch today."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import Flask, current_app

from platform_core.auth.roles import ROLES, is_central
from platform_core.hooks.manifest import Manifest, ObligationSpec
from platform_core.hooks.types import BranchInfo

_EXTENSION = "qorgau_obligations"


class DutyFault(RuntimeError):
    """Stop the boot because of a duty that nobody could answer for, or refuse one that is not declared."""


@dataclass(frozen=True, slots=True)
class Duty:
    """A declared duty with the module that brings it."""

    spec: ObligationSpec
    module: str

    @property
    def code(self) -> str:
        """The duty's code."""
        return self.spec.code


class DutyRegistry:
    """Hold every duty by code."""

    def __init__(self, manifests: Mapping[str, Manifest]) -> None:
        self._duties: dict[str, Duty] = {}
        for module, manifest in manifests.items():
            for spec in manifest.obligations:
                self._register(Duty(spec, module))

    def _register(self, duty: Duty) -> None:
        if duty.code in self._duties:
            raise DutyFault(f"two duties are called {duty.code}")
        if wrong := owner_faults(duty.spec):
            raise DutyFault(f"{duty.code} is owed by {', '.join(wrong)}")
        self._duties[duty.code] = duty

    def find(self, code: str) -> Duty | None:
        """Return the duty of a code, or `None` if no installed module declares it."""
        return self._duties.get(code)

    def active(self, branch: BranchInfo) -> dict[str, Duty]:
        """Return what counts in a branch or in the centre: declared for it, by a module that is on there."""
        here = "central" if branch.is_central else "branch"
        return {
            code: duty
            for code, duty in self._duties.items()
            if duty.spec.place == here and duty.module in branch.enabled_modules
        }


def owner_faults(spec: ObligationSpec) -> list[str]:
    """Name each owner that is no role, or no role of the place where the duty is owed."""
    return [
        role for role in spec.owners if role not in ROLES or is_central(role) != (spec.place == "central")
    ]


def codes_owned_by(roles: Iterable[str], duties: Mapping[str, Duty]) -> list[str]:
    """List the codes of the duties that somebody in these roles answers for."""
    held = set(roles)
    return [code for code, duty in duties.items() if held & set(duty.spec.owners)]


def install_obligations(app: Flask, manifests: Mapping[str, Manifest]) -> None:
    """Give `app` its registry of duties; raise `DutyFault` for one that is wrong."""
    app.extensions[_EXTENSION] = DutyRegistry(manifests)


def current_duties() -> DutyRegistry:
    """Return the registry of the current application."""
    registry: DutyRegistry = current_app.extensions[_EXTENSION]
    return registry


def active_duties(branch: BranchInfo) -> dict[str, Duty]:
    """Return the duties that count in a branch today."""
    return current_duties().active(branch)
