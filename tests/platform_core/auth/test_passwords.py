"""Passwords are hashed with Argon2id and checked in the same work for unknown users."""

from unicodedata import normalize
from unittest.mock import patch

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from platform_core.auth.passwords import MAX_LENGTH, HashCosts, Passwords, is_common, password_faults

CHEAP = HashCosts(time_cost=1, memory_kib=8, parallelism=1)
passwords = Passwords(CHEAP)


@given(st.text(max_size=40), st.text(max_size=40))
def test_only_the_same_password_is_right(chosen: str, other: str) -> None:
    hashed = passwords.hash(chosen)
    assert hashed.startswith("$argon2id$")
    assert passwords.is_right(chosen, hashed)
    same = normalize("NFKC", other).strip() == normalize("NFKC", chosen).strip()
    assert passwords.is_right(other, hashed) == same


def test_two_spellings_of_a_composed_letter_are_one_password() -> None:
    assert passwords.is_right("и\u0306ога жасаймыз", passwords.hash("йога жасаймыз"))


def test_an_unknown_user_costs_the_same_check_and_is_never_right() -> None:
    with patch.object(PasswordHasher, "verify", autospec=True, side_effect=PasswordHasher.verify) as verify:
        assert not passwords.is_right("whatever it is", None)
        assert verify.call_count == 1
        assert not passwords.is_right("whatever it is", passwords.hash("another one"))
        assert verify.call_count == 2
    known, nobody = (call.args[1] for call in verify.call_args_list)
    assert known.split("$")[:4] == nobody.split("$")[:4], "the costs of both checks are the same"


def test_a_hash_that_is_none_is_not_right_but_no_fault() -> None:
    assert not passwords.is_right("x", "not a hash")


def test_other_costs_ask_for_a_new_hash() -> None:
    assert not passwords.needs_rehash(passwords.hash("x"))
    assert Passwords(HashCosts(2, 8, 1)).needs_rehash(passwords.hash("x"))


@pytest.mark.parametrize(
    "password",
    [
        "passwordpassword",
        "Password2026!",
        "qwertyuiop123",
        "ПарольПароль1",
        "құпиясөз12345",
        "123456789012",
        "aaaaaaaaaaaaaa",
        "abababababab",
        "admin-admin-2026",
    ],
)
def test_common_passwords_are_refused(password: str) -> None:
    assert is_common(password)
    assert password_faults(password, login="aigul")


@pytest.mark.parametrize("password", ["жаңбыр-кітап-шай", "correct horse battery", "7 көк түйе 4 қызыл ат"])
def test_a_few_unrelated_words_are_welcome(password: str) -> None:
    assert password_faults(password, login="aigul") == []


def test_a_password_may_not_be_short_endless_or_hold_the_login() -> None:
    assert len(password_faults("кітап шай", login="aigul")) == 1
    assert len(password_faults("жаңбыр-кітап-" * 30, login="aigul")) == 1
    assert len("жаңбыр-кітап-" * 30) > MAX_LENGTH
    assert len(password_faults("менің AIGUL жаңбырым", login="aigul")) == 1
