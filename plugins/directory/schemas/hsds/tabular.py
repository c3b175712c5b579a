"""Pure: HSDS 3.0 as a tabular data package: a CSV for each kind of object, and `datapackage.json`."""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson

from plugins.directory.schemas.hsds.nesting import Rows
from plugins.directory.schemas.hsds.objects import REQUIRED, VERSION

DESCRIPTOR = "datapackage.json"
LARGEST = 32 * 1024 * 1024
"""How many bytes a package may hold once it is unpacked."""
_IRREGULAR = {
    "address": "addresses",
    "service_at_location": "services_at_location",
    "taxonomy": "taxonomies",
    "metadata": "metadata",
}
_LONG_AGO = (2000, 1, 1, 0, 0, 0)


class PackageFault(ValueError):
    """Say why a file is no tabular package: the message is a code, `place` a file or a field in it."""

    def __init__(self, code: str, place: str = "") -> None:
        super().__init__(code)
        self.code, self.place = code, place


def path_of(kind: str) -> str:
    """Return the name of the file that holds the rows of a kind."""
    return f"{_IRREGULAR.get(kind, f'{kind}s')}.csv"


def write_package(rows: Rows) -> bytes:
    """Write rows as a package; the same rows give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        resources = []
        for kind in REQUIRED:
            fields = _fields(kind, rows.get(kind, ()))
            resources.append(_resource(kind, fields))
            _add(package, path_of(kind), _csv(rows.get(kind, ()), fields))
        _add(package, DESCRIPTOR, orjson.dumps(_descriptor(resources), option=orjson.OPT_INDENT_2))
    return buffer.getvalue()


def read_package(content: bytes) -> Rows:
    """Read the rows of a package; raise `PackageFault`."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return _read(package)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
        raise PackageFault("not_a_package") from None


def _read(package: zipfile.ZipFile) -> Rows:
    if sum(item.file_size for item in package.infolist()) > LARGEST:
        raise PackageFault("too_large")
    if DESCRIPTOR not in package.namelist():
        raise PackageFault("no_descriptor", DESCRIPTOR)
    resources = _resources(package.read(DESCRIPTOR))
    rows: Rows = {kind: [] for kind in REQUIRED}
    for name, path, types in resources:
        if name in rows:
            if path not in package.namelist():
                raise PackageFault("no_file", path)
            rows[name] = _rows(name, path, package.read(path), types)
    return rows


def _resources(descriptor: bytes) -> Iterable[tuple[str, str, dict[str, str]]]:
    try:
        found = orjson.loads(descriptor)["resources"]
        return [
            (
                str(one["name"]),
                str(one["path"]),
                {str(field["name"]): str(field.get("type", "string")) for field in one["schema"]["fields"]},
            )
            for one in found
        ]
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
        raise PackageFault("bad_descriptor", DESCRIPTOR) from None


def _rows(kind: str, path: str, content: bytes, types: Mapping[str, str]) -> list[dict[str, Any]]:
    try:
        text = content.decode("utf-8-sig")
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        return [_row(kind, path, cells, types) for cells in reader]
    except (UnicodeDecodeError, csv.Error):
        raise PackageFault("not_a_table", path) from None


def _row(kind: str, path: str, cells: Mapping[Any, Any], types: Mapping[str, str]) -> dict[str, Any]:
    if None in cells or None in cells.values():
        raise PackageFault("not_a_table", path)
    return {
        name: _value(path, name, cell, types.get(name, "string"))
        for name, cell in cells.items()
        if cell != "" or name in REQUIRED[kind]
    }


def _value(path: str, name: str, cell: str, kind: str) -> Any:
    if kind == "string":
        return cell
    try:
        return orjson.loads(cell)
    except orjson.JSONDecodeError:
        raise PackageFault("not_a_value", f"{path}: {name}") from None


def _fields(kind: str, rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Give the columns of a kind with their types: what must be there first, then as they come."""
    types: dict[str, set[str]] = {name: set() for name in REQUIRED[kind]}
    for row in rows:
        for name, value in row.items():
            types.setdefault(name, set()).add(_type(value))
    return {name: found.pop() if len(found) == 1 else _mixed(found) for name, found in types.items()}


def _mixed(found: set[str]) -> str:
    return "any" if found else "string"


def _type(value: Any) -> str:
    kinds = {bool: "boolean", int: "integer", float: "number", list: "array", dict: "object"}
    return kinds.get(type(value), "string")


def _csv(rows: Iterable[Mapping[str, Any]], fields: Mapping[str, str]) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(fields)
    for row in rows:
        writer.writerow([_cell(row.get(name), kind) for name, kind in fields.items()])
    return buffer.getvalue().encode()


def _cell(value: Any, kind: str) -> str:
    if value is None:
        return ""
    return str(value) if kind == "string" else orjson.dumps(value).decode()


def _resource(kind: str, fields: Mapping[str, str]) -> dict[str, Any]:
    return {
        "name": kind,
        "path": path_of(kind),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "profile": "tabular-data-resource",
        "schema": {
            "fields": [
                {"name": name, "type": found, "constraints": {"unique": True} if name == "id" else {}}
                for name, found in fields.items()
            ],
            "primaryKey": "id",
        },
    }


def _descriptor(resources: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "name": "human_services_data",
        "title": "Human Services Data",
        "version": VERSION,
        "profile": "tabular-data-package",
        "resources": list(resources),
    }


def _add(package: zipfile.ZipFile, name: str, content: bytes) -> None:
    item = zipfile.ZipInfo(name, date_time=_LONG_AGO)
    item.compress_type = zipfile.ZIP_DEFLATED
    package.writestr(item, content)
