"""Structured logs: codes, ids and timings; content never reaches them."""

import logging

import structlog


def configure_logs(level: str) -> None:
    """Write one JSON object a line to standard error, from `level` up."""
    logging.basicConfig(level=level, format="%(message)s", force=False)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.WriteLoggerFactory(),
        cache_logger_on_first_use=True,
    )
