"""Install the servers, browser and dictionaries that the tests use: as root on Debian, those missing.

Anywhere else nothing is installed: the tests that need them say so in the closing block.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from pathlib import Path

from build_tools.console import StepFailed, fail, run_step

OLDEST_POSTGRES = 15


def missing_packages() -> list[str]:
    """List the Debian packages whose programs are not here."""
    python = "python{}.{}-venv".format(*sys.version_info)
    present = {
        "chromium": shutil.which("chromium") is not None,
        "hunspell": shutil.which("hunspell") is not None,
        "hunspell-kk": has_dictionary("kk_KZ"),
        "hunspell-ru": has_dictionary("ru_RU"),
        "postgresql": has_postgres(),
        "redis-server": shutil.which("redis-server") is not None,
        python: importlib.util.find_spec("ensurepip") is not None,
    }
    return sorted(package for package, here in present.items() if not here)


def has_postgres() -> bool:
    """Tell whether a PostgreSQL server that will do is installed."""
    servers = Path("/usr/lib/postgresql").glob("[0-9]*/bin/initdb")
    return any(int(path.parent.parent.name) >= OLDEST_POSTGRES for path in servers)


def has_dictionary(name: str) -> bool:
    """Tell whether a spelling dictionary is installed."""
    return Path(f"/usr/share/hunspell/{name}.dic").exists()


def may_install() -> bool:
    """Tell whether this is Debian and we are root."""
    return os.geteuid() == 0 and Path("/etc/debian_version").exists() and shutil.which("apt-get") is not None


def install(packages: list[str]) -> None:
    """Install Debian packages without asking anything."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run_step("Reading Debian's package lists", ["apt-get", "update", "-q"], env=quiet)
    command = ["apt-get", "install", "-q", "--yes", "--no-install-recommends", *packages]
    run_step(f"Installing {', '.join(packages)}", command, env=quiet)


def main() -> int:
    """Install what is missing if we may, and return an exit code."""
    packages = missing_packages()
    if not packages or not may_install():
        return 0
    try:
        install(packages)
    except StepFailed as error:
        return fail(error)
    return 0


if __name__ == "__main__":
    sys.exit(main())
