"""Work that leaves the request: each topic declares its own jobs."""

from plugins.visitors.jobs.desk import DESK_JOBS
from plugins.visitors.jobs.invites import INVITE_JOBS
from plugins.visitors.jobs.rounds import ROUND_JOBS
from plugins.visitors.jobs.watchlist import WATCHLIST_JOBS

JOBS = (*DESK_JOBS, *INVITE_JOBS, *ROUND_JOBS, *WATCHLIST_JOBS)

__all__ = ["JOBS"]
