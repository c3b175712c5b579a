"""Syncing: files seed, afterwards the database wins, and nothing is half-applied."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from platform_core.extensions import db
from platform_core.hooks.manifest import Manifest
from platform_core.isolation.scope import catalogue_write, central_read
from platform_core.tenancy.directory import list_branches
from platform_core.tenancy.models import Branch, EnabledModule
from platform_core.tenancy.registry import SyncReport, TenantFault, sync
from tests.platform_core.tenancy.registry.shipped import MANIFESTS, SHIPPED

pytestmark = pytest.mark.usefixtures("app")


def run(directory: Path, *, apply: bool = False) -> SyncReport:
    with catalogue_write():
        report = sync(directory, MANIFESTS, apply=apply)
        db.session.commit()
    return report


def column(code: str, name: str) -> Any:
    with central_read(reason="test"):
        return db.session.execute(select(getattr(Branch, name)).where(Branch.code == code)).scalar_one()


def switches(code: str) -> dict[str, tuple[bool, dict[str, Any]]]:
    query = (
        select(EnabledModule.module, EnabledModule.enabled, EnabledModule.settings)
        .join(Branch, Branch.id == EnabledModule.branch_id)
        .where(Branch.code == code)
    )
    with central_read(reason="test"):
        return {row.module: (row.enabled, row.settings) for row in db.session.execute(query)}


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for name in ("central", "taraz-phys-math", "semey-phys-math"):
        (tmp_path / f"{name}.toml").write_text((SHIPPED / f"{name}.toml").read_text())
    return tmp_path


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_new_branches_are_seeded_with_their_modules(files: Path) -> None:
    report = run(files)
    assert report.created == ("semey-phys-math", "taraz-phys-math")
    assert column("taraz-phys-math", "names")["ru"] == "Физико-математическая школа, Тараз"
    assert column("taraz-phys-math", "has_hostel") is True
    assert column("taraz-phys-math", "profile") == "physics-mathematics"
    assert switches("taraz-phys-math") == {"incidents": (True, {"reply_days": 3}), "visitors": (False, {})}
    assert "taraz-phys-math" in {branch.code for branch in list_branches()}


def test_branches_that_no_file_names_are_reported_and_kept(files: Path) -> None:
    assert run(files, apply=True).only_in_database == ("alpha", "beta")
    assert column("alpha", "kind") == "branch"


def test_a_second_run_changes_nothing(files: Path) -> None:
    run(files, apply=True)
    again = run(files)
    assert (again.created, again.drift) == ((), ())
    assert again.unchanged == ("central", "semey-phys-math", "taraz-phys-math")


def test_the_database_wins_until_told_otherwise(files: Path) -> None:
    run(files, apply=True)
    edit(files / "taraz-phys-math.toml", "hostel = true", "hostel = false")
    edit(files / "taraz-phys-math.toml", "enabled = true", "enabled = false\nsettings = {reply_days = 5}")
    report = run(files)
    assert [(drift.field, drift.in_file, drift.in_database) for drift in report.drift] == [
        ("has_hostel", False, True),
        ("modules.incidents.enabled", False, True),
        ("modules.incidents.settings", {"reply_days": 5}, {"reply_days": 3}),
    ]
    assert not report.is_clean
    assert column("taraz-phys-math", "has_hostel") is True
    assert switches("taraz-phys-math")["incidents"] == (True, {"reply_days": 3})


def test_told_to_the_files_are_written_over_the_database(files: Path) -> None:
    run(files, apply=True)
    before = column("taraz-phys-math", "seed_hash")
    edit(files / "taraz-phys-math.toml", "hostel = true", "hostel = false")
    edit(files / "taraz-phys-math.toml", "enabled = true", "enabled = false\nsettings = {reply_days = 5}")
    report = run(files, apply=True)
    assert report.applied
    assert column("taraz-phys-math", "has_hostel") is False
    assert column("taraz-phys-math", "seed_hash") != before
    assert switches("taraz-phys-math")["incidents"] == (False, {"reply_days": 5})
    assert run(files).drift == ()


def test_a_module_installed_later_is_drift_until_applied(files: Path) -> None:
    run(files, apply=True)
    later = {**MANIFESTS, "trips": Manifest("trips", "Trips", "bus", "1", "plugins.trips", default_on=True)}
    with catalogue_write():
        report = sync(files, later)
        db.session.commit()
    assert {(drift.branch, drift.field, drift.in_database) for drift in report.drift} == {
        ("semey-phys-math", "modules.trips.enabled", None),
        ("taraz-phys-math", "modules.trips.enabled", None),
    }
    with catalogue_write():
        sync(files, later, apply=True)
        db.session.commit()
    assert switches("taraz-phys-math")["trips"] == (True, {})


def test_one_bad_file_and_nothing_is_written(files: Path) -> None:
    edit(files / "taraz-phys-math.toml", 'region = "KZ-31"', 'region = "KZ-0"')
    with catalogue_write(), pytest.raises(TenantFault):
        sync(files, MANIFESTS, apply=True)
    assert {branch.code for branch in list_branches()} == {"alpha", "beta"}
    assert column("central", "seed_hash") == ""


def test_a_fault_in_the_middle_leaves_nothing(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from platform_core.tenancy.registry import sync as module_function
    from platform_core.tenancy.registry import sync_tenants

    calls = []

    def fail_late(branch_id: object, module: str, switch: object) -> EnabledModule:
        calls.append(module)
        if len(calls) == 3:
            raise RuntimeError("the disk is full")
        return EnabledModule(branch_id=branch_id, module=module, enabled=True, settings={})

    monkeypatch.setitem(sync_tenants.__globals__, "_switch", fail_late)
    with catalogue_write(), pytest.raises(RuntimeError, match="disk"):
        module_function(files, MANIFESTS, apply=True)
    assert len(calls) == 3
    assert {branch.code for branch in list_branches()} == {"alpha", "beta"}
