"""Run every measurement, or the named ones, each in a process of its own: `python -m bench [NAME…]`."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main(names: list[str]) -> int:
    """Run the measurements and return 1 if any failed, 2 if one is not known."""
    known = sorted(path.stem for path in HERE.glob("*.py") if not path.stem.startswith("_"))
    if unknown := sorted(set(names) - set(known)):
        print(f"no such measurement: {', '.join(unknown)}; there are: {', '.join(known)}", file=sys.stderr)
        return 2
    failed = []
    for name in names or known:
        print(f"── {name} ──", flush=True)
        if subprocess.run([sys.executable, "-m", f"bench.{name}"], cwd=HERE.parent, check=False).returncode:
            failed.append(name)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
