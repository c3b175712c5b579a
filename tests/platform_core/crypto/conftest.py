"""A keyring over a store of its own, as the product opens it."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from platform_core.crypto.keyring import Keyring
from platform_core.crypto.store import KeyStore

MASTER = ("m1", bytes(range(32)))
NEXT_MASTER = ("m2", bytes(range(32, 64)))


@pytest.fixture
def store_path(tmp_path: Path) -> Path:
    return tmp_path / "keys.db"


@pytest.fixture
def open_keyring(store_path: Path) -> Iterator[Callable[..., Keyring]]:
    """Open another keyring over the same store, as another process would."""
    opened: list[Keyring] = []

    def open_one(*masters: tuple[str, bytes], **options: float) -> Keyring:
        settings = {"recheck_seconds": 0.0, **options}
        opened.append(Keyring(KeyStore(f"sqlite:///{store_path}"), masters or (MASTER,), **settings))
        return opened[-1]

    yield open_one
    for keyring in opened:
        keyring.store.close()


@pytest.fixture
def keyring(open_keyring: Callable[..., Keyring]) -> Keyring:
    return open_keyring()


@pytest.fixture
def raw(store_path: Path, keyring: Keyring) -> Iterator[sqlite3.Connection]:
    """The store's file, opened by somebody with a shell."""
    connection = sqlite3.connect(store_path)
    yield connection
    connection.close()
