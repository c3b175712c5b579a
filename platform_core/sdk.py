"""The front door of the core: everything that a plugin may use, re-exported; the core never imports it."""


__all__ = [name for name in dir() if not name.startswith("_")]
