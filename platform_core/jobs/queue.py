"""Leased batches by way of Redis: relays fill two RQ queues, RQ workers empty them."""

from redis import Redis
from rq import Queue, SimpleWorker
from rq.serializers import JSONSerializer

from platform_core.jobs.relay import LEASE, Batch

MOST_QUEUED = 64
"""The relay pauses at so many waiting chunks: what waits too long would be leased again."""
CHUNK = 100
"""Messages handed to one worker at a time; those for the world outside go one by one."""
_QUEUES = {False: "qorgau", True: "qorgau-outside"}


def connect(redis_url: str) -> Redis:
    """Return a connection to the Redis of the settings."""
    return Redis.from_url(redis_url)


def has_room(redis: Redis, *, outside: bool) -> bool:
    """Return whether the relay may hand on more."""
    return _queue(redis, outside=outside).count < MOST_QUEUED


def send(redis: Redis, batch: Batch, *, outside: bool) -> None:
    """Queue the batch in chunks; what Redis loses is delivered again when its lease ends."""
    queue = _queue(redis, outside=outside)
    size = 1 if outside else CHUNK
    seconds = int(LEASE.total_seconds())
    for start in range(0, len(batch.message_ids), size):
        chunk = [str(message_id) for message_id in batch.message_ids[start : start + size]]
        queue.enqueue_call(
            "platform_core.jobs.execute.run_outbox",
            args=[str(batch.branch_id), chunk, batch.leased_until.isoformat()],
            timeout=seconds,
            ttl=seconds,
            failure_ttl=seconds,
            result_ttl=0,
            description=f"outbox of {batch.branch_id}",
        )


def work(redis_url: str, *, burst: bool = False) -> None:
    """Execute queued chunks in this process until a signal, or until none is left if `burst`.

    One process does not fork for each chunk: more throughput takes more worker processes.
    """
    redis = connect(redis_url)
    queues = [_queue(redis, outside=outside) for outside in (False, True)]
    worker = SimpleWorker(queues, connection=redis, serializer=JSONSerializer)
    worker.work(burst=burst, logging_level="WARNING")


def _queue(redis: Redis, *, outside: bool) -> Queue:
    return Queue(_QUEUES[outside], connection=redis, serializer=JSONSerializer)
