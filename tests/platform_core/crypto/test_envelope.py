import os
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from platform_core.crypto import envelope
from platform_core.crypto.envelope import Place
from platform_core.crypto.faults import SealBroken

CIPHER = AESGCM(os.urandom(32))
KEY_ID, BRANCH, ROW = uuid4(), uuid4(), uuid4()
PLACE = Place("incidents_report", "narrative", BRANCH, ROW)


@given(st.binary(max_size=9000))
def test_what_is_padded_comes_back_and_its_size_is_a_bucket(data: bytes) -> None:
    padded = envelope.pad(data)
    assert envelope.unpad(padded) == data
    assert len(padded) in {32, 64, 128, 256, 512, 1024, 2048, 4096} or len(padded) % 4096 == 0


def test_texts_of_similar_length_have_one_size() -> None:
    assert len({len(envelope.pad(b"x" * length)) for length in range(600, 1000)}) == 1


def opened(blob: bytes) -> bytes:
    envelope.key_id_of(blob)
    return envelope.open_with(CIPHER, blob, PLACE.aad())


@pytest.mark.parametrize("broken", [b"", bytes(32), b"text\x80\x00\x01", b"no mark at all"])
def test_padding_that_was_altered_is_refused(broken: bytes) -> None:
    with pytest.raises(SealBroken):
        envelope.unpad(broken)


def test_an_envelope_names_its_key_and_opens() -> None:
    blob = envelope.close(CIPHER, KEY_ID, b"text", PLACE.aad())
    assert envelope.key_id_of(blob) == KEY_ID
    assert envelope.open_with(CIPHER, blob, PLACE.aad()) == b"text"


def test_the_same_text_never_gives_the_same_ciphertext() -> None:
    assert len({envelope.close(CIPHER, KEY_ID, b"text", PLACE.aad()) for _ in range(50)}) == 50


@pytest.mark.parametrize(
    "elsewhere",
    [
        Place("incidents_case", "narrative", BRANCH, ROW),
        Place("incidents_report", "informant", BRANCH, ROW),
        Place("incidents_report", "narrative", uuid4(), ROW),
        Place("incidents_report", "narrative", BRANCH, uuid4()),
        Place("incidents_report", "narrative", BRANCH),
    ],
    ids=["table", "column", "branch", "row", "no row"],
)
def test_a_ciphertext_opens_nowhere_else(elsewhere: Place) -> None:
    blob = envelope.close(CIPHER, KEY_ID, b"text", PLACE.aad())
    with pytest.raises(SealBroken):
        envelope.open_with(CIPHER, blob, elsewhere.aad())


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_any_changed_byte_is_noticed(where: int, change: int) -> None:
    blob = bytearray(envelope.close(CIPHER, KEY_ID, b"text", PLACE.aad()))
    at = where % len(blob)
    blob[at] ^= change
    altered = bytes(blob)
    if 1 <= at < 17:  # the key's id: another key would be looked up
        assert envelope.key_id_of(altered) != KEY_ID
    else:
        with pytest.raises(SealBroken):
            opened(altered)


@given(st.binary(max_size=44))
def test_a_stump_is_no_envelope(stump: bytes) -> None:
    with pytest.raises(SealBroken):
        envelope.key_id_of(stump)
