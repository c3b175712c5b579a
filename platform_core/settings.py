"""Settings: from the environment alone, read once, every fault named at once."""

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

KEY_BYTES = 32
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
_TRUE, _FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


class SettingsError(ValueError):
    """Name every fault of the environment at once, one `(variable, reason)` each."""

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"{name}: {reason}" for name, reason in faults))


def _path(text: str) -> Path:
    return Path(text).expanduser().resolve()


def _database(text: str) -> URL:
    try:
        url = make_url(text)
    except ArgumentError:
        raise ValueError("is not a database address") from None
    if url.drivername not in {"sqlite", "postgresql+psycopg"}:
        raise ValueError("must begin with sqlite:/// or postgresql+psycopg://")
    if url.get_backend_name() == "sqlite" and (not url.database or url.database == ":memory:"):
        raise ValueError("must name a file: branches are isolated by connections of their own")
    return url


def _keys(text: str) -> tuple[tuple[str, bytes], ...]:
    """Read `id:base64[,id:base64…]`; the first is current, the others still open what they sealed."""
    keys = []
    for part in text.split(","):
        name, _, encoded = part.strip().partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            key = b""
        if not name.isalnum() or len(key) != KEY_BYTES:
            raise ValueError("must be id:base64 of 32 bytes, several parted by commas")
        keys.append((name, key))
    if len({name for name, _ in keys}) != len(keys):
        raise ValueError("names one key id twice")
    return tuple(keys)


def _flag(text: str) -> bool:
    if text.lower() in _TRUE:
        return True
    if text.lower() in _FALSE:
        return False
    raise ValueError("must be yes or no")


def _between(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isdigit() or not low <= int(text) <= high:
            raise ValueError(f"must be a whole number from {low} to {high}")
        return int(text)

    return read


def _address(*schemes: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        parts = urlsplit(text)
        if parts.scheme not in schemes or not parts.hostname:
            raise ValueError(f"must begin with {' or '.join(f'{scheme}://' for scheme in schemes)}")
        return text.rstrip("/")

    return read


def _names(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _level(text: str) -> str:
    if text.upper() not in LOG_LEVELS:
        raise ValueError(f"must be one of {', '.join(LOG_LEVELS)}")
    return text.upper()


def _setting(read: Callable[[str], Any], help_text: str, **options: Any) -> Any:
    return field(metadata={"read": read, "help": help_text}, **options)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that may differ between two installations; `QORGAU_<NAME>` sets each."""

    data_dir: Path = _setting(_path, "Where the embedded database, keys and copied heads lie.")
    database_url: URL = _setting(
        _database, "The database: sqlite:///file (default, in the data directory) or postgresql+psycopg://."
    )
    key_store_url: URL = _setting(
        _database, "The key store, a database of its own; default in the data directory."
    )
    master_keys: tuple[tuple[str, bytes], ...] = _setting(
        _keys, "Master key as id:base64 of 32 bytes; current first, older after commas. Required."
    )
    redis_url: str | None = _setting(
        _address("redis", "rediss"), "Redis for the job queue; none: the embedded worker.", default=None
    )
    smtp_url: str | None = _setting(
        _address("smtp", "smtps", "smtp+starttls"),
        "Mail server; none: notices stay in the inbox.",
        default=None,
    )
    mail_from: str = _setting(str, "Sender of notices.", default="qorgau@localhost")
    public_url: str = _setting(
        _address("http", "https"),
        "Address under which readers reach the service.",
        default="http://127.0.0.1:8000",
    )
    demo: bool = _setting(
        _flag, "Demonstration: prints sign-ins, keeps its key beside its data.", default=False
    )
    log_level: str = _setting(_level, "How much is logged.", default="INFO")
    plugins_allowed: tuple[str, ...] = _setting(
        _names, "Third-party modules that may load, by entry-point name.", default=()
    )
    quick_exit_url: str = _setting(
        _address("http", "https"),
        "Where the exit button of public pages leads.",
        default="https://www.kazhydromet.kz",
    )
    proxy_count: int = _setting(_between(0, 5), "Trusted proxies before the service.", default=0)
    session_idle_minutes: int = _setting(
        _between(5, 240), "A session ends after so long without use.", default=30
    )
    session_hours: int = _setting(
        _between(1, 24), "A session ends after so long whatever happens.", default=12
    )
    second_factor: bool = _setting(
        _flag,
        "Central roles sign in with a code from their phone too; never in a demonstration.",
        default=True,
    )
    argon2_memory_kib: int = _setting(_between(64, 1_048_576), "Memory of one password hash.", default=65_536)
    argon2_rounds: int = _setting(_between(1, 10), "Rounds of one password hash.", default=3)
    max_upload_mib: int = _setting(_between(1, 100), "Largest request body.", default=32)
    worker_interval_ms: int = _setting(
        _between(50, 60_000), "How often the worker looks for due work.", default=1000
    )

    @property
    def master_key(self) -> bytes:
        """The current master key."""
        return self.master_keys[0][1]

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is embedded."""
        return self.database_url.get_backend_name() == "sqlite"

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> "Settings":
        """Read `QORGAU_*`; raise `SettingsError` that names every fault at once."""
        values, faults = _read_all(environ)
        if "data_dir" not in values:
            values["data_dir"] = Path("instance").resolve()
        folder: Path = values["data_dir"]
        values.setdefault("database_url", make_url(f"sqlite:///{folder / 'qorgau.db'}"))
        values.setdefault("key_store_url", make_url(f"sqlite:///{folder / 'keys.db'}"))
        if "master_keys" not in values and not any(name == "QORGAU_MASTER_KEY" for name, _ in faults):
            faults.append(("QORGAU_MASTER_KEY", "is required"))
        if faults:
            raise SettingsError(faults)
        return cls(**values)


def variable_of(name: str) -> str:
    """Return the environment variable of a setting."""
    return "QORGAU_MASTER_KEY" if name == "master_keys" else f"QORGAU_{name.upper()}"


def documented() -> list[tuple[str, str, str]]:
    """List every setting as `(variable, default, help)` for the table in the documentation."""
    rows = []
    for item in fields(Settings):
        default = "" if item.default is item.default_factory else item.default
        text = "" if default in (None, ()) or "MISSING" in repr(default) else str(default)
        rows.append((variable_of(item.name), text, str(item.metadata["help"])))
    return rows


def _read_all(environ: Mapping[str, str]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    values: dict[str, Any] = {}
    faults = []
    known = {variable_of(item.name): item for item in fields(Settings)}
    for variable, item in known.items():
        text = environ.get(variable, "").strip()
        if not text:
            continue
        try:
            values[item.name] = item.metadata["read"](text)
        except ValueError as fault:
            faults.append((variable, str(fault)))
    unknown = sorted(name for name in environ if name.startswith("QORGAU_") and name not in known)
    return values, faults + [(name, "is not a setting") for name in unknown]
