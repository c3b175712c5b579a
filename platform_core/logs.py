"""Structured logs: codes, ids and timings; content never reaches them."""

import logging
import sys

import structlog


class _Lines:
    """Write each line to whatever standard error is at that moment; standard output is for answers."""

    def msg(self, line: str) -> None:
        """Write one line, in one call: threads do not mix theirs."""
        sys.stderr.write(f"{line}\n")

    debug = info = warning = warn = error = exception = critical = fatal = msg


TALKATIVE = ("fontTools", "fpdf", "PIL")
"""Libraries that tell, letter by letter, what they print: content, which no log may hold (P30.3)."""


def configure_logs(level: str) -> None:
    """Write one JSON object a line to standard error, from `level` up."""
    logging.basicConfig(level=level, format="%(message)s", force=False)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=lambda *_: _Lines(),
        cache_logger_on_first_use=True,
    )
