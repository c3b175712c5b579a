"""Measure what asking the modules costs: `python -m bench hooks [modules]`.

Many modules that do nothing, every other one switched on in the branch. In turn, in one process: calling
those functions from a tuple (the floor), finding them through the gate and calling them, and pluggy's own
way of leaving some out. The aim is 1.2 µs at fifty modules beyond the calls themselves.
"""

import argparse
from collections.abc import Callable
from statistics import median
from time import process_time
from types import ModuleType

from platform_core.hooks.gate import Gate
from platform_core.hooks.manager import PluginManager
from platform_core.hooks.manifest import Manifest
from platform_core.hooks.specs import hookimpl

ROUNDS, TIMES = 15, 5_000


def silent_module(number: int) -> ModuleType:
    """Make a module that implements one hook and has nothing to say."""
    name = f"silent_{number:03}"
    module = ModuleType(name)

    @hookimpl
    def describe_module() -> Manifest:
        return Manifest(name=name, title=name, icon="building", version="0.1.0", package="bench")

    @hookimpl
    def public_links(branch: object) -> tuple[()]:
        return ()

    module.describe_module = describe_module  # type: ignore[attr-defined]
    module.public_links = public_links  # type: ignore[attr-defined]
    return module


def runs(manager: PluginManager) -> dict[str, Callable[[], object]]:
    """Give the three ways of asking the modules that are on."""
    gate = Gate(manager)
    names = sorted(manager.manifests)
    enabled = frozenset(names[::2])
    known = gate.callables("public_links", enabled)
    off = [plugin for plugin in manager.pluggy.get_plugins() if plugin.__name__ not in enabled]
    return {
        "from a tuple (floor)": lambda: [ask(None) for _name, ask in known],
        "through the gate": lambda: [ask(None) for _name, ask in gate.callables("public_links", enabled)],
        "pluggy's subset": lambda: manager.pluggy.subset_hook_caller("public_links", off)(branch=None),
    }


def main() -> None:
    """Run the measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="?", type=int, default=50)
    number = parser.parse_args().modules
    manager = PluginManager([silent_module(place) for place in range(number)])
    seen: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        for name, run in runs(manager).items():
            started = process_time()
            for _time in range(TIMES):
                run()
            seen.setdefault(name, []).append((process_time() - started) / TIMES)
    floor = median(next(iter(seen.values())))
    for name, spent in seen.items():
        taken = median(spent)
        beyond = f"{(taken - floor) * 1e6:6.2f} µs beyond the calls"
        print(f"{name:22} {taken * 1e6:8.2f} µs  {taken / floor:5.2f}x  {beyond}")


if __name__ == "__main__":
    main()
