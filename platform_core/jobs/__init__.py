"""Work that leaves the request: the outbox, its relay, the worker, the schedule and progress."""
