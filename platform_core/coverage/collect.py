"""Gather what the product shows for each clause: marked rules, obligations and indicators."""

import importlib
import importlib.util
import pkgutil
from collections.abc import Iterable, Iterator

from platform_core.clauses import Clause, evidence
from platform_core.coverage.report import CoverageReport, Proof, set_against
from platform_core.coverage.requirements import load_requirements
from platform_core.hooks.manifest import Manifest

CORE_PACKAGE = "platform_core"


def coverage_of(manifests: Iterable[Manifest]) -> CoverageReport:
    """Set the policy against the core and the given modules; raise `ValueError` for an unknown clause."""
    modules = list(manifests)
    for manifest in modules:
        _import_rules(manifest.package)
    packages = (CORE_PACKAGE, *(manifest.package for manifest in modules))
    proofs = [*_rules(packages), *_declared(modules)]
    return set_against(load_requirements(), proofs)


def _import_rules(package: str) -> None:
    """Import the whole policy room, so that a rule counts even before anything has used it."""
    room = f"{package}.policy"
    if importlib.util.find_spec(room) is None:
        return
    module = importlib.import_module(room)
    for item in pkgutil.walk_packages(getattr(module, "__path__", ()), f"{room}."):
        importlib.import_module(item.name)


def _rules(packages: tuple[str, ...]) -> Iterator[Proof]:
    for found in evidence():
        if any(found.module == package or found.module.startswith(f"{package}.") for package in packages):
            for clause in found.clauses:
                yield Proof("rule", f"{found.module}.{found.name}", clause)


def _declared(manifests: Iterable[Manifest]) -> Iterator[Proof]:
    for manifest in manifests:
        for obligation in manifest.obligations:
            yield Proof("obligation", obligation.code, Clause.parse(obligation.clause))
        for indicator in manifest.indicators:
            yield Proof("indicator", indicator.code, Clause.parse(indicator.clause))
