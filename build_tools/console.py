"""Show what set-up is doing: one line a step, a moving bar on a terminal, the whole output on a fault.

Standard library only, and no syntax newer than Python 3.8: this runs before anything is installed, and must
be able to tell an old Python that it is too old.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent

_BAR_WIDTH = 18
_TICK_S = 0.1


class StepFailed(Exception):
    """Say which step went wrong and what its command printed."""

    def __init__(self, title: str, output: str) -> None:
        super().__init__(title)
        self.title = title
        self.output = output


def run_step(
    title: str, command: Sequence[str], *, env: Mapping[str, str] | None = None, shows_progress: bool = False
) -> None:
    """Run a command as one line of progress; raise StepFailed with its output when it fails.

    `shows_progress` says that the command draws bars of its own, which a terminal then sees as they are.
    """
    if shows_progress and sys.stderr.isatty():
        print(f"• {title}", file=sys.stderr, flush=True)
        if subprocess.run(command, cwd=ROOT, env=env, check=False).returncode:
            raise StepFailed(title, "")
        return
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output, _line(title) as tick:
        with subprocess.Popen(command, cwd=ROOT, env=env, stdout=output, stderr=output) as process:
            _wait(process, tick)
        if process.returncode:
            raise StepFailed(title, _read_all(output))


def fail(error: StepFailed) -> int:
    """Print a failed step for a person to act on, and return the exit code."""
    print(f"\n{error.output.rstrip()}", file=sys.stderr)
    print(f"\n✗ {error.title}: this step failed; its output is above.", file=sys.stderr)
    return 1


class _Ticker:
    """Draw the bar of one running step, on terminals only."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.started = time.monotonic()
        self.live = sys.stderr.isatty()

    def seconds(self) -> float:
        return time.monotonic() - self.started

    def draw(self) -> None:
        if self.live:
            place = int(self.seconds() * 8) % (2 * _BAR_WIDTH)
            place = min(place, 2 * _BAR_WIDTH - 1 - place)
            bar = "·" * place + "━" + "·" * (_BAR_WIDTH - 1 - place)
            print(f"\r\033[K{bar} {self.title}  {self.seconds():.0f} s", end="", file=sys.stderr, flush=True)

    def close(self, mark: str) -> None:
        start = "\r\033[K" if self.live else ""
        print(f"{start}{mark} {self.title}  {self.seconds():.1f} s", file=sys.stderr, flush=True)


@contextmanager
def _line(title: str) -> Iterator[_Ticker]:
    ticker = _Ticker(title)
    ticker.draw()
    try:
        yield ticker
    except BaseException:
        ticker.close("✗")
        raise
    ticker.close("✓")


def _wait(process: subprocess.Popen[bytes], ticker: _Ticker) -> None:
    while True:
        try:
            process.wait(timeout=_TICK_S)
        except subprocess.TimeoutExpired:
            ticker.draw()
        else:
            return


def _read_all(output: IO[str]) -> str:
    output.seek(0)
    return output.read()
