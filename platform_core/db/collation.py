"""Folding and sorting of Kazakh and Russian text on SQLite, whose own functions know ASCII only."""

import sqlite3
import unicodedata

KAZAKH_ALPHABET = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
_WEIGHTS = {letter: chr(0x3000 + place) for place, letter in enumerate(KAZAKH_ALPHABET)}
_TABLE = str.maketrans(_WEIGHTS)


def fold(text: str) -> str:
    """Return `text` as it is compared in searches: composed, without case, blanks single."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def sort_key(text: str) -> str:
    """Return a key that sorts Kazakh letters in the alphabet's order, after Latin ones."""
    return fold(text).translate(_TABLE)


def _collate(left: str, right: str) -> int:
    first, second = sort_key(left), sort_key(right)
    return (first > second) - (first < second)


def install_collation(connection: sqlite3.Connection) -> None:
    """Register the function `fold` and the collation `kk` on a SQLite connection."""
    connection.create_function(
        "fold", 1, lambda value: value if value is None else fold(value), deterministic=True
    )
    connection.create_collation("kk", _collate)
