"""What no source may do: slip past the session guard, wait, hold a request bag, or promise later work."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture import exemptions
from tests.architecture.sources import CODE, ROOT, place, python_files, tree_of

SCOPE_DOORS = {"in_branch", "central_read", "catalogue_write", "register_lookup", "as_role", "write_here"}
EDGES = {"views", "api", "cli", "jobs", "demo"}
BAG = {"g", "session"}
BAG_ROOMS = ("platform_core/web/", "platform_core/auth/", "platform_core/tenancy/middleware.py")
RAW = {"text", "literal_column"}
LATER = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
ASLEEP = {"sleep", "skip", "skipif", "xfail"}


def _imports(path: Path) -> Iterator[tuple[str, str]]:
    """Give `(module, name)` of every import of a file."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)


def _attributes(path: Path) -> Iterator[ast.Attribute]:
    return (node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Attribute))


def _slips_past_the_guard(path: Path) -> Iterator[str]:
    for module, name in _imports(path):
        if module.startswith("sqlalchemy") and name in RAW:
            yield f"{place(path)}: imports {name} of SQLAlchemy"
    for node in _attributes(path):
        owner = node.value.id if isinstance(node.value, ast.Name) else ""
        if node.attr in ("__table__", "connection", "get_bind") and owner != "self":
            yield f"{place(path)}: reaches for .{node.attr}"
        if node.attr == "query" and owner[:1].isupper():
            yield f"{place(path)}: uses {owner}.query"


def test_no_plugin_slips_past_the_session_guard() -> None:
    faults = (fault for path in python_files("plugins") for fault in _slips_past_the_guard(path))
    exemptions.judge(faults, exemptions.SOURCES)


def test_only_edges_of_a_plugin_open_scopes() -> None:
    for path in python_files("plugins"):
        _plugin, room, *_below = (*path.relative_to(ROOT / "plugins").parts, "")
        if room.removesuffix(".py") not in EDGES:
            assert {name for _module, name in _imports(path)} & SCOPE_DOORS == set(), place(path)


def test_the_request_bag_stays_in_its_rooms() -> None:
    for path in python_files(*CODE):
        if not place(path).startswith(BAG_ROOMS):
            taken = {name for module, name in _imports(path) if module == "flask"}
            assert taken & BAG == set(), place(path)


def _steps_aside(path: Path) -> Iterator[str]:
    """Name `pytest.skip`, `mark.xfail`, `time.sleep` and the like, however they were imported."""
    for module, name in _imports(path):
        if module in ("time", "pytest") and name in ASLEEP:
            yield f"{place(path)}: imports {name}"
    for node in _attributes(path):
        owner = node.value.id if isinstance(node.value, ast.Name) else getattr(node.value, "attr", "")
        if node.attr in ASLEEP and owner in ("pytest", "mark", "time"):
            yield f"{place(path)}: uses {owner}.{node.attr}"


def test_nothing_waits_and_no_test_steps_aside() -> None:
    files = python_files("platform_core", "plugins", "tests")
    exemptions.judge((fault for path in files for fault in _steps_aside(path)), exemptions.WAITS)


def test_no_source_promises_later_work() -> None:
    for path in python_files(*CODE, "tests"):
        if path.parent != Path(__file__).parent:  # these rules name what they forbid
            assert LATER.search(path.read_text("utf-8")) is None, place(path)


def test_no_fault_is_swallowed() -> None:
    for path in python_files(*CODE):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ExceptHandler):
                assert not all(isinstance(line, ast.Pass) for line in node.body), (
                    f"{place(path)}:{node.lineno}"
                )
