"""Which addresses are public, what answers mean, and when people are told."""

from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.directory.policy.links import (
    Answer,
    counted,
    is_public,
    is_told,
    meaning_of,
    next_to_ask,
)
from plugins.directory.services.sites import one_of_each_host

INSIDE = [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
    "255.255.255.255", "224.0.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1",
    "::ffff:10.0.0.1", "::ffff:127.0.0.1", "2002:7f00:1::", "192.0.2.1", "localhost", "",
]  # fmt: skip
ANSWERS = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(list(Answer)), min_size=1)


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_inside_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2.132.0.1", "2a00:1450:4010:c05::71", "::ffff:8.8.8.8"])
def test_the_open_internet_is_public(address: str) -> None:
    assert is_public(address)


@given(
    st.sampled_from(["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8"]),
    st.integers(0, 2**16 - 1),
)
def test_no_address_of_a_private_net_is_public(net: str, place: int) -> None:
    assert not is_public(str(ip_network(net)[place]))


@pytest.mark.parametrize(
    ("status", "meaning"),
    [(200, "answered"), (204, "answered"), (401, "answered"), (403, "answered"), (429, "answered"),
     (404, "missing"), (410, "missing"), (500, "silent"), (503, "silent")],
)  # fmt: skip
def test_a_status_means(status: int, meaning: str) -> None:
    assert meaning_of(status) == meaning


def test_tries_are_counted_and_an_answer_begins_anew() -> None:
    before = {"a": 2, "b": 2}
    answers = {"a": Answer.SILENT, "b": Answer.ANSWERED, "c": Answer.MISSING}
    assert counted(before, answers) == {"a": 3, "b": 0, "c": 1}
    assert is_told(3)
    assert not is_told(2)


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 9)), ANSWERS)
def test_every_answer_is_counted(before, answers) -> None:
    counts = counted(before, answers)
    assert set(counts) == set(answers)
    assert all((counts[url] == 0) == (answers[url] is Answer.ANSWERED) for url in answers)


def test_who_was_never_asked_comes_first_then_who_waited_longest() -> None:
    asked = {"a": "2026-11-20", "b": "2026-11-01"}
    assert next_to_ask(["a", "b", "c", "c"], asked) == ["c", "b", "a"]


def test_each_host_is_chosen_once_whatever_its_name_is_written_like() -> None:
    urls = ["https://a.kz/1", "http://www.A.kz/2", "https://b.kz", "https://a.kz:443/3", "http://[x"]
    assert one_of_each_host(urls) == ["https://a.kz/1", "https://b.kz", "http://[x"]
