"""Tell Playwright which browser to start and how; it downloads none of its own."""

from typing import Any

from platform_core.testing.processes import find_program

CHROMIUM_ARGUMENTS = (
    "--no-sandbox",  # the sandbox refuses to run as root, and CI is root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",  # no calls home: on a closed network each one delays the start
    "--disable-component-update",
    "--disable-sync",
)


def launch_arguments() -> dict[str, Any]:
    """Give what `chromium.launch` takes, for Debian's Chromium; skip the test if there is none.

    For pytest-playwright, return this from a session fixture named `browser_type_launch_args`.
    """
    path = find_program("chromium", package="chromium")
    return {"executable_path": str(path), "args": list(CHROMIUM_ARGUMENTS)}
