"""A worker process for the tests that kill one: `python -m tests.platform_core.jobs.worker_process`.

It reads its settings from the environment, runs the sample module's jobs and writes `ran` into the
FIFO of its first argument when one has left its effect; with `halt` as its second it then waits,
the effect written and not committed, until it is killed.
"""

import os
import sys
from pathlib import Path
from threading import Event

from platform_core.app import create_app
from platform_core.extensions import db
from platform_core.hooks.gate import current_gate
from platform_core.jobs.registry import install_jobs
from platform_core.jobs.worker import run_worker
from platform_core.notify.handlers import NOTIFY_JOBS
from platform_core.settings import Settings
from platform_core.tenancy.directory import branch_by_code
from tests.platform_core.jobs.bench import Bench, sample_module


def main() -> None:
    fifo, halts = Path(sys.argv[1]), "halt" in sys.argv
    bench = Bench.__new__(Bench)
    app = create_app(Settings.from_env(os.environ), modules=[sample_module(bench, cron=None)])
    with app.app_context():
        Bench.__init__(bench, app, *(branch_by_code(code) for code in ("alpha", "beta", "central")))
        install_jobs(app, NOTIFY_JOBS, current_gate().manager.manifests)

    def tell() -> None:
        db.session.flush()
        fifo.write_text("ran")
        if halts:
            Event().wait()

    bench.after_effect = tell
    print("working", flush=True)
    run_worker(app)


if __name__ == "__main__":
    main()
