"""Read the tenant files: all of them, or none; every fault named with file, field and reason."""

import hashlib
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marshmallow import ValidationError

from platform_core.hooks.manifest import Manifest
from platform_core.tenancy.calendar import WorkingCalendar
from platform_core.tenancy.module_settings import effective_settings, setting_faults
from platform_core.tenancy.registry.schema import CENTRAL, TenantSchema, disagreements, school_calendar


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """Why a file is refused; `field` is a dotted path such as `names.kk`, empty for the whole file."""

    file: str
    field: str
    reason: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.field, self.reason) if part)


class TenantFault(ValueError):
    """Refuse the tenant files, with every fault of every file."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("; ".join(map(str, self.faults)))


@dataclass(frozen=True, slots=True)
class ModuleSwitch:
    """Whether a module is on in a branch, and with which settings."""

    enabled: bool
    settings: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Tenant:
    """A branch as its file describes it: the columns of its row, its switches, the file's hash."""

    code: str
    columns: Mapping[str, Any]
    modules: Mapping[str, ModuleSwitch]
    seed_hash: str


def read_tenants(directory: Path, manifests: Mapping[str, Manifest]) -> tuple[Tenant, ...]:
    """Read every `*.toml` of a directory; raise `TenantFault` that names all that is wrong."""
    paths = sorted(directory.glob("*.toml")) if directory.is_dir() else []
    if not paths:
        raise TenantFault([Fault(str(directory), "", "holds no tenant files (*.toml)")])
    faults: list[Fault] = []
    tenants = [tenant for path in paths if (tenant := _read(path, manifests, faults))]
    faults += _faults_between(tenants, paths)
    if faults:
        raise TenantFault(faults)
    return tuple(tenants)


def _read(path: Path, manifests: Mapping[str, Manifest], faults: list[Fault]) -> Tenant | None:
    try:
        raw = path.read_bytes()
        values = TenantSchema().load(tomllib.loads(raw.decode()))
    except (OSError, UnicodeDecodeError) as fault:
        faults.append(Fault(path.name, "", f"cannot be read as UTF-8 text ({type(fault).__name__})"))
    except tomllib.TOMLDecodeError as fault:
        faults.append(Fault(path.name, "", f"is not TOML: {fault}"))
    except ValidationError as fault:
        faults.extend(Fault(path.name, field, reason) for field, reason in _flatten(fault.messages))
    else:
        found = [Fault(path.name, *pair) for pair in _deeper_faults(path, values, manifests)]
        faults.extend(found)
        return None if found else _tenant(values, raw, manifests)
    return None


def _flatten(messages: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Turn marshmallow's nested messages into dotted fields; a mapping's keys and values are one field."""
    if not isinstance(messages, dict):
        yield from ((path, str(message).rstrip(".")) for message in messages)
        return
    for key, inner in messages.items():
        step = "" if key in {"_schema", "key", "value"} else str(key)
        yield from _flatten(inner, ".".join(filter(None, (path, step))))


def _deeper_faults(
    path: Path, values: Mapping[str, Any], manifests: Mapping[str, Manifest]
) -> Iterator[tuple[str, str]]:
    if values["code"] != path.stem:
        yield "code", f"is {values['code']}, but the file is {path.name}"
    yield from disagreements(values)
    for name, switch in values["modules"].items():
        if name not in manifests:
            yield f"modules.{name}", f"is no module here ({', '.join(manifests) or 'none is installed'})"
            continue
        for setting, reasons in setting_faults(manifests[name].settings, switch["settings"]).items():
            yield f"modules.{name}.settings.{setting}", "; ".join(reasons)


def _faults_between(tenants: Sequence[Tenant], paths: Sequence[Path]) -> Iterator[Fault]:
    """Find what no file shows alone: a missing central office, two branches of one name."""
    if f"{CENTRAL}.toml" not in {path.name for path in paths}:
        yield Fault(f"{CENTRAL}.toml", "", "is missing: the central office is a tenant, too")
    for language in ("kk", "ru", "en"):
        names = Counter(tenant.columns["names"][language].casefold() for tenant in tenants)
        for tenant in tenants:
            if names[tenant.columns["names"][language].casefold()] > 1:
                yield Fault(f"{tenant.code}.toml", f"names.{language}", "is another branch's name, too")


def _tenant(values: Mapping[str, Any], raw: bytes, manifests: Mapping[str, Manifest]) -> Tenant:
    columns = {
        key: values[key] for key in ("code", "kind", "city", "region", "timezone", "languages", "names")
    }
    columns |= {"profile": values.get("profile", ""), "has_hostel": values["hostel"]}
    columns["calendar"] = _calendar(values)
    modules = {} if values["kind"] == CENTRAL else _switches(values["modules"], manifests)
    return Tenant(values["code"], columns, modules, hashlib.sha256(raw).hexdigest())


def _calendar(values: Mapping[str, Any]) -> dict[str, Any]:
    """Write the calendar as the database keeps it; the network's quarters stand in the centre's."""
    given = dict(values["calendar"])
    for key in ("days_off", "working_days"):
        given[key] = [day.isoformat() for day in given.get(key, ())]
    calendar = WorkingCalendar.from_dict(given).as_dict()
    if "school_year" in values:
        calendar["school_year"] = school_calendar(values["school_year"]).as_dict()
    return calendar


def _switches(given: Mapping[str, Any], manifests: Mapping[str, Manifest]) -> dict[str, ModuleSwitch]:
    switches = {}
    for name, manifest in manifests.items():
        chosen = given.get(name, {"enabled": manifest.default_on, "settings": {}})
        settings = effective_settings(manifest.settings, chosen["settings"])
        switches[name] = ModuleSwitch(chosen["enabled"], settings)
    return switches
