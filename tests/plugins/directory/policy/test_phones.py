"""Phones are read as they are printed; nothing is dropped and nothing is guessed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.directory.policy.codes import PhoneType
from plugins.directory.policy.phones import SHORT_CODES, UNDIALABLE, Flag, read_phones

PRINTED = [
    ("(8-7272) 640549", ["+77272640549"]),
    ("8(727) 2464412;  8(727) 2464489", ["+77272464412", "+77272464489"]),
    ("тел: 8(7132) 90-66-57, 90-73-13", ["+77132906657", "+77132907313"]),
    ("Телефоон: 8(7232) 224302, 225206, 751888", ["+77232224302", "+77232225206", "+77232751888"]),
    ("8 (714-53) 21882", ["+77145321882"]),
    ("8 (714-2) 392558", ["+77142392558"]),
    ("тел: (8-71645) 25551, 25550", ["+77164525551", "+77164525550"]),
    ("тел: (8- 7252) 223141", ["+77252223141"]),
    ("Телефон: 8(7153) 12-65-91.", ["+77153126591"]),
    ("8-708-10-608-10", ["+77081060810"]),
    ("тел.: + 7 (776) 411-53-75", ["+77764115375"]),
    ("Телефон: +7 (727) 267-67-12", ["+77272676712"]),
    ("87054507599", ["+77054507599"]),
    ("+996 312 66 00 88", ["+996312660088"]),
    ("", []),
    (" , ;", []),
]


@pytest.mark.parametrize(("line", "numbers"), PRINTED)
def test_printed_lines_are_read(line: str, numbers: list[str]) -> None:
    assert [phone.number for phone in read_phones(line)] == numbers
    assert all(phone.is_dialable for phone in read_phones(line))


@pytest.mark.parametrize("printed", ["111", "150", "102", "116-16", "112", "тел. 103"])
def test_short_codes_are_a_type_of_their_own(printed: str) -> None:
    (phone,) = read_phones(printed)
    assert phone.type is PhoneType.SHORT_CODE
    assert phone.number in SHORT_CODES
    assert phone.printed == printed


def test_a_fax_shares_the_area_code_and_says_so() -> None:
    *_phones, fax = read_phones("Телефон: 8(72353) 21070, 22034, ф.21444")
    assert (fax.number, fax.type) == ("+77235321444", PhoneType.FAX)
    assert fax.flags == (Flag.SHARED_AREA_CODE, Flag.FAX)
    assert fax.printed == "ф.21444"


def test_whatsapp_is_told_from_a_phone() -> None:
    (phone,) = read_phones("WhatsApp: +7 (777) 678-75-90 (тек хабарламалар)")
    assert (phone.number, phone.type) == ("+77776787590", PhoneType.WHATSAPP)


@pytest.mark.parametrize(
    ("line", "printed", "flag"),
    [
        ("тел. 87142-90-00-17, 87054507599, 50", "50", Flag.STRAY_DIGITS),
        ("21070", "21070", Flag.STRAY_DIGITS),
        ("8(7142) 12", "8(7142) 12", Flag.STRAY_DIGITS),
        ("+7 999", "+7 999", Flag.NOT_IN_PLAN),
        ("8 (100) 1234567", "8 (100) 1234567", Flag.NOT_IN_PLAN),
        ("шақырыңыз", "шақырыңыз", Flag.NOT_A_NUMBER),
        ("8(7142) 54-2O-17", "8(7142) 54-2O-17", Flag.NOT_A_NUMBER),
    ],
)
def test_what_does_not_parse_is_flagged_and_kept(line: str, printed: str, flag: Flag) -> None:
    last = read_phones(line)[-1]
    assert (last.printed, last.flags) == (printed, (flag,))
    assert last.type is PhoneType.UNPARSED
    assert not last.is_dialable


_PART = st.text(alphabet="0123456789()+-. абфтел:/", max_size=24)


@given(st.lists(_PART, max_size=6), st.sampled_from([",", ";", ", "]))
def test_nothing_printed_is_lost(parts: list[str], sign: str) -> None:
    """Every part that holds anything comes back once, in order, with blanks tidied and nothing else."""
    line = sign.join(parts)
    expected = [" ".join(part.split()) for part in re.split("[,;]", line)]
    assert [phone.printed for phone in read_phones(line)] == [part for part in expected if part]


@given(st.text(max_size=40))
def test_what_is_dialable_is_a_number(line: str) -> None:
    for phone in read_phones(line):
        is_flagged = bool(UNDIALABLE & set(phone.flags))
        assert phone.is_dialable is not is_flagged
        if phone.is_dialable:
            assert re.fullmatch(r"\+\d{7,15}", phone.number) or phone.number in SHORT_CODES


@given(
    st.integers(2_000_000, 9_999_999), st.sampled_from(["8(727) {}", "+7 727 {}", "8-727-{}", "(8-727) {}"])
)
def test_one_number_reads_the_same_however_it_is_printed(number: int, shape: str) -> None:
    (phone,) = read_phones(shape.format(number))
    assert phone.number in (f"+7727{number}", phone.printed)
    (plain,) = read_phones(f"8727{number}")
    assert phone.is_dialable == plain.is_dialable
