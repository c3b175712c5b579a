"""The key store in a PostgreSQL database."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

from platform_core.crypto.faults import KeyDestroyed
from platform_core.crypto.keyring import Keyring
from platform_core.crypto.keys import Purpose, RecordRef
from platform_core.crypto.store import KeyStore, metadata

from .conftest import MASTER, NEXT_MASTER

Open = Callable[..., Keyring]


@pytest.fixture
def open_keyring(postgres_url: str) -> Iterator[Open]:
    opened: list[Keyring] = []

    def open_one(*masters: tuple[str, bytes]) -> Keyring:
        opened.append(Keyring(KeyStore(postgres_url), masters or (MASTER,), recheck_seconds=0))
        return opened[-1]

    yield open_one
    for keyring in opened:
        keyring.close()
    engine = create_engine(postgres_url)
    metadata.drop_all(engine)
    engine.dispose()


def test_keys_are_made_shared_rotated_and_destroyed(open_keyring: Open) -> None:
    here, there = open_keyring(), open_keyring()
    branch = uuid4()
    refs = [RecordRef("incidents_report", branch, uuid4()) for _ in range(3)]
    made = here.record_keys(refs)
    assert {key.id for key in there.record_keys(refs).values()} == {key.id for key in made.values()}
    newer = there.rotate_branch_key(branch)
    assert here.branch_key(branch, Purpose.DATA).id == newer.id
    assert here.rewrap_record_keys(branch) == 3
    assert here.destroy(refs[:1]) == 1
    assert there.record_keys_by_id([made[refs[0]].id]) == {made[refs[0]].id: None}
    with pytest.raises(KeyDestroyed):
        there.record_keys(refs)
    both = open_keyring(NEXT_MASTER, MASTER)
    assert both.rotate_master() == 2
    assert len(open_keyring(NEXT_MASTER).record_keys(refs[1:])) == 2


def test_a_destroyed_key_leaves_no_dead_row(open_keyring: Open, postgres_url: str) -> None:
    keyring = open_keyring()
    ref = RecordRef("incidents_report", uuid4(), uuid4())
    keyring.record_keys([ref])
    engine = create_engine(postgres_url)
    size = text("SELECT pg_relation_size('key_record')")
    with engine.connect() as connection:
        assert connection.execute(size).scalar_one() > 0
    keyring.destroy([ref])
    with engine.connect() as connection:  # the page itself was given back
        assert connection.execute(size).scalar_one() == 0
    engine.dispose()


def test_processes_that_open_the_store_at_once_agree(open_keyring: Open) -> None:
    ref = RecordRef("incidents_report", uuid4(), uuid4())
    keyrings = [open_keyring() for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda keyring: keyring.record_keys([ref])[ref].id, keyrings))
    assert len(set(found)) == 1
