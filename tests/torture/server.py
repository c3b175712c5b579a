"""The real server as an operator starts it, over one data directory."""

from collections.abc import Mapping
from pathlib import Path

from platform_core.testing.killable import KillableServer

SERVE = """
import faulthandler
faulthandler.dump_traceback_later(50)  # says where a server hangs that never comes up
from platform_core.cli import main
main()
"""
ROOT = Path(__file__).parents[2]


class TorturedServer(KillableServer):
    """`qorgau serve` over one data directory."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        super().__init__(
            environ, program=SERVE, words=lambda port: ["serve", "--port", str(port)], folder=ROOT
        )
