"""How gunicorn serves Qorgau behind nginx: `gunicorn --config python:platform_core.gunicorn`.

The names are gunicorn's settings. `GUNICORN_CMD_ARGS` overrides anything, `--workers` above all.
"""

import os
from typing import Any

from platform_core.extensions import db
from platform_core.memory import settle

wsgi_app = "platform_core.app:create_app()"
bind = "127.0.0.1:8000"
# A process that works takes no second request meanwhile: another one does, so nobody waits in a busy one.
# Threads would share one interpreter lock and only lengthen the slowest answers.
workers = (os.cpu_count() or 1) + 1
worker_class = "sync"
# gunicorn's heartbeat, where no disk can delay it
worker_tmp_dir = "/dev/shm"  # noqa: S108  # nosec B108
preload_app = True  # loaded once: the processes share its memory, and a new one serves at once
control_socket_disable = True
timeout = 120
graceful_timeout = 30


def when_ready(server: Any) -> None:
    """Settle the memory that the processes will share, and say that the address is served."""
    settle()
    server.log.info("serving on %s", ", ".join(str(one) for one in server.LISTENERS))


def post_fork(server: Any, _worker: Any) -> None:
    """Leave the connections of the process that loaded the application to it."""
    application = server.app.wsgi()
    with application.app_context():
        for engine in db.engines.values():
            engine.dispose(close=False)
