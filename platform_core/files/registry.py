"""Which attachments there are: those that modules declare, checked once at boot."""

from collections.abc import Mapping

from flask import Flask, current_app

from platform_core.errors import NotFound
from platform_core.files.kinds import KINDS
from platform_core.hooks.manager import ManifestFault
from platform_core.hooks.manifest import AttachmentSpec, Manifest
from platform_core.isolation.mixins import BranchScoped

MOST_MIB = 25
"""The largest file that any module may take."""

_EXTENSION = "qorgau_attachments"


def install_attachments(app: Flask, manifests: Mapping[str, Manifest]) -> None:
    """Give `app` what its modules declare; raise `ManifestFault` for a declaration that is not whole."""
    known: dict[str, AttachmentSpec] = {}
    for name, manifest in manifests.items():
        for spec in manifest.attachments:
            if spec.code in known or not spec.code.startswith(f"{name}."):
                raise ManifestFault(f"{spec.code} is declared twice, or is not named after {name}")
            _check(spec)
            known[spec.code] = spec
    app.extensions[_EXTENSION] = known


def known_attachments() -> Mapping[str, AttachmentSpec]:
    """Return every declaration of the current application by code."""
    known: Mapping[str, AttachmentSpec] = current_app.extensions[_EXTENSION]
    return known


def known_attachment(code: str) -> AttachmentSpec:
    """Return a declaration; raise `NotFound`."""
    found = known_attachments().get(code)
    if found is None:
        raise NotFound
    return found


def _check(spec: AttachmentSpec) -> None:
    if not issubclass(spec.owner, BranchScoped):
        raise ManifestFault(f"{spec.code}: files belong to records of a branch")
    if not spec.kinds or set(spec.kinds) - set(KINDS):
        raise ManifestFault(f"{spec.code}: kinds are some of {', '.join(KINDS)}")
    if not 1 <= spec.most_mib <= MOST_MIB or spec.most_files < 1:
        raise ManifestFault(f"{spec.code}: at least one file of 1 to {MOST_MIB} MiB")
