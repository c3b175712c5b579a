"""The trail: append-only entries, sealed into a Merkle tree with signed heads."""
