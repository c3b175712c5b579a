"""What may differ from the rules, and why; an exemption that nothing needs any more fails the build.

Each table belongs to one test and maps a thing (a route, a file, `file::function`) to its reason.
"""

from collections.abc import Iterable, Mapping

ROUTES: Mapping[str, str] = {
    "static": "the product's own styles, scripts and fonts, the same for everybody",
}
FILES: Mapping[str, str] = {
    "platform_core/sdk.py": "the front door is one list of re-exports, without a line of logic",
}
FUNCTIONS: Mapping[str, str] = {}
ROOMS: Mapping[str, str] = {}
SOURCES: Mapping[str, str] = {}
_NOT_INSTALLED = "leaves tests out where a server or browser is not installed: the closing block names them"
WAITS: Mapping[str, str] = {
    "platform_core/testing/processes.py": _NOT_INSTALLED,
    "platform_core/testing/servers.py": _NOT_INSTALLED,
    "tests/platform_core/testing/test_browser.py": _NOT_INSTALLED,
}
TEMPLATES: Mapping[str, str] = {}


def judge(faults: Iterable[str], exempt: Mapping[str, str]) -> None:
    """Fail on every fault without an exemption, and on every exemption without a fault.

    A fault is `thing: what is wrong`; the thing is what an exemption names.
    """
    found = sorted(set(faults))
    things = {fault.partition(": ")[0] for fault in found}
    unexcused = [fault for fault in found if fault.partition(": ")[0] not in exempt]
    unneeded = sorted(set(exempt) - things)
    assert not unexcused, "\n".join(unexcused)
    assert not unneeded, f"exemptions that nothing needs any more: {unneeded}"
    assert all(reason.strip() for reason in exempt.values()), "an exemption says why"
