"""Do in a test what the worker does by itself."""

from platform_core.jobs.execute import run_batch
from platform_core.jobs.registry import runnable_names
from platform_core.jobs.relay import drain, forward_messages


def do_waiting_work() -> int:
    """Hand messages over and run whatever is due until nothing is; return how many were run.

    Jobs for the world outside come last in each round, so that what they look for is there.
    """
    total = 0
    while True:
        moved = forward_messages()
        ran = sum(_run(outside=outside) for outside in (False, True))
        total += ran
        if not moved and not ran:
            return total


def _run(*, outside: bool) -> int:
    return drain(
        run_batch, lambda branch_id: runnable_names(branch_id, outside=outside), keep_going=lambda: True
    )
