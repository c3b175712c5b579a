"""Measure a worker before its first request: `python -m bench start`.

Processes of their own, in turn: a bare application of the same libraries that every page needs (the
floor), and the product with all of its modules. Prints the processor time until the application stands
and the memory that the process then holds, each with its ratio. Byte code is compiled beforehand, as an
installation does; the aims are 1.0 s and 110 MB.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from platform_core.testing.world import TEST_KEY

ROOT = Path(__file__).resolve().parent.parent
AIM_SECONDS, AIM_MB = 1.0, 110
TELL = """
import time
held = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmRSS"))
print(time.process_time(), int(held) / 1024)
"""
RUNS = {
    "bare libraries (floor)": """
import flask, flask_login, flask_smorest, flask_sqlalchemy, flask_wtf, jinja2, marshmallow, orjson, psycopg
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
app = flask.Flask("bare")
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
flask_sqlalchemy.SQLAlchemy().init_app(app)
""",
    "the application": """
from platform_core.app import create_app
create_app()
""",
}


def start(program: str, folder: Path) -> tuple[float, float]:
    """Run a program in a fresh process; return its seconds of work and its megabytes."""
    environ = {
        "PATH": os.environ["PATH"],
        "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
        "QORGAU_DATA_DIR": str(folder / "data"),
        "QORGAU_MASTER_KEY": f"test:{TEST_KEY}",
    }
    command = [sys.executable, "-c", program + TELL]
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, env=environ)
    seconds, megabytes = told.stdout.split()[-2:]
    return float(seconds), float(megabytes)


def main() -> None:
    """Run the measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rounds", nargs="?", type=int, default=5)
    rounds = parser.parse_args().rounds
    seen: dict[str, list[tuple[float, float]]] = {name: [] for name in RUNS}
    with tempfile.TemporaryDirectory() as folder:
        for program in RUNS.values():
            start(program, Path(folder))  # compiles
        for _ in range(rounds):
            for name, program in RUNS.items():
                seen[name].append(start(program, Path(folder)))
    medians = {name: [median(values) for values in zip(*found, strict=True)] for name, found in seen.items()}
    floor = next(iter(medians.values()))
    for name, (seconds, megabytes) in medians.items():
        of_floor = f"{seconds / floor[0]:5.2f}x {megabytes / floor[1]:5.2f}x"
        print(f"{name:26} {seconds:6.2f} s of work {megabytes:7.0f} MB  {of_floor} of the floor")
    seconds, megabytes = medians["the application"]
    print("ok" if seconds <= AIM_SECONDS and megabytes <= AIM_MB else "ABOVE THE AIM")


if __name__ == "__main__":
    main()
