"""Fixtures, factories and contracts, shipped so that plugins outside this tree can use them."""
