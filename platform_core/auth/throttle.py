"""Slow down guessing without handing outsiders a lock for somebody else's door.

Each attempt is charged *before* the password is checked, so parallel guesses count too. Counters:

- a browser that this user signed in from before (it holds a signed device cookie) has a counter of
  its own: whatever others do, the user gets in from there;
- any other browser is counted by (login, address bucket) and by address bucket.

Nothing is counted by login alone or by branch: nobody can lock out a user or a school from elsewhere.
Delays double and are capped; keys are keyed hashes, so no address and no login is stored.
"""

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, ip_address, ip_network
from math import ceil
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from platform_core.auth.models import SignInCounter
from platform_core.clock import now
from platform_core.extensions import db

_IPV6_SITE = 64


@dataclass(frozen=True, slots=True)
class Limit:
    """How one kind of counter slows: seconds, doubled for each failure after the `free` ones."""

    free: int
    first_delay: int
    longest: int
    forgotten_after: timedelta

    def delay(self, failures: int) -> int:
        """Return the seconds to wait after so many failures."""
        over = failures - self.free
        return 0 if over < 0 else min(self.longest, self.first_delay << min(over, 20))


LIMITS = {
    "device": Limit(free=10, first_delay=2, longest=300, forgotten_after=timedelta(hours=1)),
    "pair": Limit(free=5, first_delay=2, longest=900, forgotten_after=timedelta(hours=6)),
    # Only who knows the password comes this far.
    "code": Limit(free=5, first_delay=5, longest=300, forgotten_after=timedelta(hours=1)),
    # A whole school may sit behind one address: it may slow, it never stands still.
    "bucket": Limit(free=40, first_delay=1, longest=60, forgotten_after=timedelta(minutes=15)),
}
_LONGEST_MEMORY = max(limit.forgotten_after for limit in LIMITS.values())


@dataclass(frozen=True, slots=True)
class Counter:
    """One counter that an attempt is charged to: its kind names the limit, its key is a keyed hash."""

    kind: str
    key: bytes

    @property
    def limit(self) -> Limit:
        """The limit of this kind of counter."""
        return LIMITS[self.kind]


def address_bucket(address: str | None) -> str:
    """Name the network an address belongs to: the IPv4 address itself, or the IPv6 /64."""
    try:
        parsed = ip_address(address or "")
    except ValueError:
        return "unknown"
    mapped = getattr(parsed, "ipv4_mapped", None)
    if mapped is not None:
        parsed = mapped
    if isinstance(parsed, IPv4Address):
        return str(parsed)
    return str(ip_network((parsed, _IPV6_SITE), strict=False))


def counters_of(*, login: str, bucket: str, device: str | None, secret: bytes) -> tuple[Counter, ...]:
    """Say what an attempt is charged to; `device` is the id in a genuine cookie of this very login."""
    if device is not None:
        return (_counter("device", device, secret),)
    return (_counter("pair", f"{login}\n{bucket}", secret), _counter("bucket", bucket, secret))


def code_counter(user_id: str, *, secret: bytes) -> Counter:
    """Say what an attempt at a second factor is charged to."""
    return _counter("code", user_id, secret)


def network_counter(bucket: str, *, secret: bytes) -> Counter:
    """Say what an attempt is charged to that names no login: a passkey's, or a provider's answer."""
    return _counter("bucket", bucket, secret)


def _counter(kind: str, value: str, secret: bytes) -> Counter:
    return Counter(kind, hmac.digest(secret, f"sign-in\n{kind}\n{value}".encode(), "sha256"))


def charge(counters: Sequence[Counter]) -> int:
    """Charge an attempt beforehand; return 0, or the seconds to wait and charge nothing.

    Called in a write scope of the sign-in role; the caller commits.
    """
    _forget_stale(now())
    rows = _locked(counters)
    moment = now()  # after the wait for the locks, or those who waited would seem to come too early
    wait = max((row.free_at - moment).total_seconds() for row in rows.values())
    if wait > 0:
        return ceil(wait)
    for counter in counters:
        _count(rows[counter.key], counter.limit, moment)
    return 0


def settle(counters: Iterable[Counter]) -> None:
    """Take back the charge of an attempt that succeeded.

    The counters of this login start anew; the bucket's only gives back this one attempt, or an
    outsider could clear it by signing in to an account of their own.
    """
    for counter in counters:
        if counter.kind == "bucket":
            _give_back(counter)
        else:
            db.session.execute(delete(SignInCounter).where(SignInCounter.key == counter.key))


def _give_back(counter: Counter) -> None:
    row = db.session.scalar(select(SignInCounter).where(SignInCounter.key == counter.key).with_for_update())
    if row is not None:
        row.failures = max(0, row.failures - 1)
        row.free_at = min(row.free_at, now())


def _count(row: SignInCounter, limit: Limit, moment: datetime) -> None:
    if moment - row.failed_at > limit.forgotten_after:
        row.failures = 0
    row.failures += 1
    row.failed_at = moment
    row.free_at = moment + timedelta(seconds=limit.delay(row.failures))


def _locked(counters: Sequence[Counter]) -> dict[bytes, SignInCounter]:
    """Make missing rows and lock them all, in the order of their keys so that nobody waits in a circle."""
    keys = sorted(counter.key for counter in counters)
    moment = now()
    for key in keys:
        values = {"key": key, "failures": 0, "failed_at": moment, "free_at": moment}
        db.session.execute(_insert_if_missing().values(**values))
    query = select(SignInCounter).where(SignInCounter.key.in_(keys)).order_by(SignInCounter.key)
    return {row.key: row for row in db.session.scalars(query.with_for_update())}


def _insert_if_missing() -> Any:
    dialect = sqlite if db.session.get_bind().dialect.name == "sqlite" else postgresql
    return dialect.insert(SignInCounter).on_conflict_do_nothing(index_elements=["key"])


def _forget_stale(moment: datetime) -> None:
    stale = delete(SignInCounter).where(SignInCounter.failed_at < moment - _LONGEST_MEMORY)
    db.session.execute(stale.execution_options(synchronize_session=False))
