from collections.abc import Sequence
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platform_core.audit.merkle import (
    EMPTY_ROOT,
    Frontier,
    ProofImpossible,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)

# The tree of the certificate-transparency test vectors: eight inputs and the root over them.
VECTOR = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
VECTOR_ROOT = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"

logs = st.lists(st.binary(max_size=4).map(leaf_hash), min_size=1, max_size=70)


def plain_root(leaves: Sequence[bytes]) -> bytes:
    """The definition of RFC 9162 §2.1.1, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(plain_root(leaves[:split]), plain_root(leaves[split:]))


def test_the_published_vector() -> None:
    assert root_of(leaf_hash(bytes.fromhex(text)) for text in VECTOR).hex() == VECTOR_ROOT


def test_an_empty_log_has_the_root_of_nothing() -> None:
    assert Frontier().root() == EMPTY_ROOT == sha256(b"").digest()


def test_leaves_and_nodes_never_share_a_hash() -> None:
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert leaf_hash(left + right) != node_hash(left, right)


@given(logs)
def test_the_root_is_that_of_the_definition(leaves: list[bytes]) -> None:
    assert root_of(leaves) == plain_root(leaves)


@given(logs, st.data())
def test_appending_goes_on_from_what_was_stored(leaves: list[bytes], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(leaves)))
    first = Frontier().extend(leaves[:cut])
    stored = Frontier.from_bytes(first.size, first.to_bytes())
    one_by_one = stored
    for leaf in leaves[cut:]:
        one_by_one = one_by_one.append(leaf)
    assert one_by_one == stored.extend(leaves[cut:]) == Frontier().extend(leaves)
    assert len(one_by_one.peaks) == len(leaves).bit_count()


@pytest.mark.parametrize(("size", "stored"), [(3, b"x" * 32), (1, b"x" * 31), (-1, b""), (0, b"x" * 32)])
def test_stored_subtrees_must_fit_the_size(size: int, stored: bytes) -> None:
    with pytest.raises(ValueError, match="subtrees"):
        Frontier.from_bytes(size, stored)


@given(logs, st.data())
def test_inclusion_is_proven_and_nothing_else_is(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    root, proof = root_of(leaves), inclusion_proof(leaves, index)
    assert verify_inclusion(leaves[index], index, len(leaves), proof, root)
    assert not verify_inclusion(leaf_hash(b"other entry"), index, len(leaves), proof, root)
    assert not verify_inclusion(leaves[index], index, len(leaves), (*proof, root), root)
    assert not verify_inclusion(leaves[index], len(leaves), len(leaves), proof, root)
    assert not verify_inclusion(leaves[index], index, len(leaves), proof, leaf_hash(b"other root"))
    if proof:
        assert not verify_inclusion(leaves[index], index, len(leaves), proof[:-1], root)
        broken = (leaf_hash(b"broken"), *proof[1:])
        assert not verify_inclusion(leaves[index], index, len(leaves), broken, root)


@given(logs, st.data())
def test_growth_is_proven_and_a_rewritten_past_is_not(leaves: list[bytes], data: st.DataObject) -> None:
    first = data.draw(st.integers(1, len(leaves)))
    older, newer = root_of(leaves[:first]), root_of(leaves)
    proof = consistency_proof(leaves, first)
    assert verify_consistency(first, len(leaves), proof, first_root=older, second_root=newer)
    rewritten = [leaf_hash(b"rewritten"), *leaves[1:]]
    faked = consistency_proof(rewritten, first)
    assert not verify_consistency(first, len(leaves), faked, first_root=older, second_root=root_of(rewritten))
    extra = (*proof, newer)
    assert not verify_consistency(first, len(leaves), extra, first_root=older, second_root=newer)


def test_no_proof_outside_the_log() -> None:
    leaves = [leaf_hash(b"a"), leaf_hash(b"b")]
    with pytest.raises(ProofImpossible):
        inclusion_proof(leaves, 2)
    for first in (0, 3):
        with pytest.raises(ProofImpossible):
            consistency_proof(leaves, first)
    assert not verify_consistency(0, 2, (), first_root=EMPTY_ROOT, second_root=root_of(leaves))
    assert not verify_consistency(1, 2, (), first_root=leaves[0], second_root=root_of(leaves))
