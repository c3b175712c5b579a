"""Make everything that the project runs on: `.venv`, its packages, web assets and message catalogues.

`make setup` runs this with the system's Python, which need have nothing but itself. Each part is made
again only when what it is made from has changed, so a second run does no work.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from build_tools import catalogues, web_assets
from build_tools.console import ROOT, StepFailed, fail, run_step

LOCKS = ROOT / "requirements"
OLDEST_PYTHON = (3, 11)

# What each purpose installs. The development set holds all of the other, so it serves both.
LOCK_SETS: Mapping[str, tuple[str, ...]] = {
    "demo": ("prod.lock", "setup.lock"),
    "dev": ("dev.lock",),
}


# Trust whom this machine trusts, as pip does: many schools reach the net through a proxy of their own.
SYSTEM_TRUST = Path("/etc/ssl/certs/ca-certificates.crt")


class Environment:
    """Stand for one virtual environment and the stamps that say what it was made from."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.python = folder / "bin" / "python"
        self.uv = folder / "bin" / "uv"
        self._stamps = folder / ".stamps"

    def is_whole(self) -> bool:
        """Tell whether the environment was finished and its Python is still the one it was made with."""
        if not self.python.exists() or not self._stamps.is_dir():
            return False
        name = self.python.resolve().name  # a system upgrade may have put another minor version here
        return not re.fullmatch(r"python3\.\d+", name) or (self.folder / "lib" / name).is_dir()

    def stamp(self, name: str) -> str:
        """Read what part `name` was last made from; empty when it never was."""
        path = self._stamps / name
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def write_stamp(self, name: str, digest: str) -> None:
        """Record what part `name` was made from."""
        self._stamps.mkdir(parents=True, exist_ok=True)
        (self._stamps / name).write_text(digest, encoding="utf-8")


def set_up(purpose: str, environment: Environment) -> None:
    """Bring every part up to date for `purpose`, a key of LOCK_SETS."""
    if not environment.is_whole():
        make_environment(environment)
    if not has_packages(environment, purpose):
        install_packages(environment, purpose)
    project = digest_of([ROOT / "pyproject.toml"])
    if environment.stamp("project") != project:
        install_project(environment)
        environment.write_stamp("project", project)
    if not web_assets.are_current():
        run_module(environment, "Fetching web assets", "build_tools.web_assets")
    if catalogues.find_stale():
        run_module(environment, "Compiling message catalogues", "build_tools.catalogues", "compile")


def refuse_unfit_python() -> str | None:
    """Say what to install when this Python cannot make the environment; None when it can."""
    version = "{}.{}".format(*sys.version_info)
    if sys.version_info < OLDEST_PYTHON:
        needed = "{}.{}".format(*OLDEST_PYTHON)
        return f"Qorgau needs Python {needed} or newer; python3 is {version}. Try: make PYTHON=python{needed}"
    if not importlib.util.find_spec("ensurepip") or not importlib.util.find_spec("venv"):
        return (
            "This Python cannot make virtual environments: Debian keeps that in a package of its own."
            f"\nInstall it and run make again:  apt-get install python{version}-venv"
        )
    return None


def make_environment(environment: Environment) -> None:
    """Make the environment anew and put the installer into it."""
    if environment.folder.exists():
        shutil.rmtree(environment.folder)
    run_step(
        f"Making {environment.folder.name} with Python {sys.version.split()[0]}",
        [sys.executable, "-m", "venv", str(environment.folder)],
    )
    environment.write_stamp("python", "")
    try:
        run_step(
            "Installing the installer (uv)", pip(environment, "--require-hashes", "-r", "installer.lock")
        )
    except StepFailed as error:
        print(f"{error.output}\nuv is not to be had for this machine; pip does its work.", file=sys.stderr)


def has_packages(environment: Environment, purpose: str) -> bool:
    """Tell whether the packages that `purpose` asks for are installed as locked."""
    installed = environment.stamp("python")
    return installed in {lock_digest("dev"), lock_digest(purpose)}


def install_packages(environment: Environment, purpose: str) -> None:
    """Install exactly what the locks of `purpose` name, by hash."""
    environment.write_stamp("python", "")
    environment.write_stamp("project", "")  # synchronising takes away what no lock names
    locks = LOCK_SETS[purpose]
    title = f"Installing the packages of {' and '.join(locks)}"
    if not synchronised(environment, title, locks):
        files = [word for lock in locks for word in ("-r", lock)]
        run_step(f"{title}, with pip", pip(environment, "--require-hashes", *files), shows_progress=True)
    environment.write_stamp("python", lock_digest(purpose))


def synchronised(environment: Environment, title: str, locks: Iterable[str]) -> bool:
    """Have uv install what the locks name and remove all else; tell whether it could."""
    if not environment.uv.exists():
        return False
    files = [f"requirements/{lock}" for lock in (*locks, "installer.lock")]
    try:
        run_step(
            title, uv(environment, "sync", "--require-hashes", *files), env=trusting(), shows_progress=True
        )
    except StepFailed as error:
        print(f"{error.output}\nuv could not do it; pip tries.", file=sys.stderr)
        return False
    return True


def install_project(environment: Environment) -> None:
    """Install the project itself, editable, with the build backend that the lock has installed."""
    how = ["--no-deps", "--no-build-isolation", "-e", str(ROOT)]
    command = uv(environment, "install", *how) if environment.uv.exists() else pip(environment, *how)
    run_step("Installing qorgau itself", command, env=trusting())


def uv(environment: Environment, work: str, *arguments: str) -> list[str]:
    """Build a command of uv's pip interface."""
    return [str(environment.uv), "pip", work, "--python", str(environment.python), *arguments]


def pip(environment: Environment, *arguments: str) -> list[str]:
    """Build a pip command; the names of locks are taken from requirements/."""
    paths = [str(LOCKS / word) if word.endswith(".lock") else word for word in arguments]
    quiet = ["--disable-pip-version-check", "--no-input"]
    return [str(environment.python), "-m", "pip", "install", *quiet, *paths]


def run_module(environment: Environment, title: str, *arguments: str) -> None:
    """Run one of our own modules inside the environment."""
    env = {**trusting(), "PYTHONPATH": str(ROOT)}
    run_step(title, [str(environment.python), "-m", *arguments], env=env)


def trusting() -> dict[str, str]:
    """Return our environment, telling uv and node to trust the certificates that the system trusts."""
    trust = {"UV_SYSTEM_CERTS": "true", "NODE_USE_SYSTEM_CA": "1"} if SYSTEM_TRUST.exists() else {}
    return {**trust, **os.environ}


def lock_digest(purpose: str) -> str:
    """Name the locks of `purpose` and their content."""
    return digest_of(LOCKS / lock for lock in LOCK_SETS[purpose])


def digest_of(paths: Iterable[Path]) -> str:
    """Hash files one after another."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def main(argv: list[str] | None = None) -> int:
    """Run set-up from the command line and return its exit code."""
    parser = argparse.ArgumentParser(prog="build_tools.bootstrap", description=__doc__)
    parser.add_argument(
        "--for", dest="purpose", choices=sorted(LOCK_SETS), default="dev", help="what it is for"
    )
    parser.add_argument("--venv", type=Path, default=ROOT / ".venv", help="where the environment goes")
    arguments = parser.parse_args(argv)
    return guarded(lambda: set_up(arguments.purpose, Environment(arguments.venv)))


def guarded(work: Callable[[], None]) -> int:
    """Do the work on a fit Python, and turn its failure into words and an exit code."""
    if refusal := refuse_unfit_python():
        print(refusal, file=sys.stderr)
        return 1
    try:
        work()
    except StepFailed as error:
        return fail(error)
    except KeyboardInterrupt:
        print("\nStopped; run it again to go on.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
