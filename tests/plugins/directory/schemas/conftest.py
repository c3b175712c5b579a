"""Let hypothesis take its time: how fast a busy machine runs one example proves nothing."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
