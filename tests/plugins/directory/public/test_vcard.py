"""An entry as a card for the telephone's contacts: read back as it was written."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Component

from plugins.directory.exports.vcard import vcard_of
from plugins.directory.schemas.shown import ShownEntry, ShownPhone

ID = UUID("01a20488-9822-716d-bf30-e97d42cb91c4")
SHORT = ShownPhone("150", "150", is_short=True)
LONG = ShownPhone("+77272640549", "+7 727 264 0549", is_short=False)
PAGE = "https://help.example/alpha/help/1"


def entry(**more) -> ShownEntry:
    values = {
        "id": ID, "kind": "hotline", "name": "«Үміт» үйі", "region": "", "area": "", "needs": (),
        "served": (), "phones": (SHORT, LONG), "whatsapps": ("+77011234567",),
        "emails": ("help@umit.example",), "url": "", "description": "", "how": "",
        "hours": "", "alert": "", "address": "Алматы, Елібекова көшесі, 22а", "is_local": False,
    }  # fmt: skip
    return ShownEntry(**{**values, **more})


def lines(content: bytes) -> list[str]:
    unfolded = content.decode().replace("\r\n ", "")
    assert unfolded.endswith("\r\n")
    return unfolded.split("\r\n")[:-1]


def test_a_card_says_how_to_reach_an_entry() -> None:
    written = lines(vcard_of(entry(), page_url=PAGE))
    assert written[:2] == ["BEGIN:VCARD", "VERSION:3.0"]
    assert written[-1] == "END:VCARD"
    for line in (
        f"UID:urn:uuid:{ID}",
        "FN:«Үміт» үйі",
        "TEL;TYPE=VOICE:150",
        "TEL;TYPE=VOICE:+77272640549",
        "TEL;TYPE=MSG:+77011234567",
        "EMAIL;TYPE=INTERNET:help@umit.example",
        "ADR;TYPE=WORK:;;Алматы\\, Елібекова көшесі\\, 22а;;;;",
        f"URL:{PAGE}",
    ):
        assert line in written, line


def test_nothing_is_said_of_what_is_not_known() -> None:
    bare = entry(phones=(), whatsapps=(), emails=(), address="")
    names = {line.partition(":")[0].partition(";")[0] for line in lines(vcard_of(bare, page_url=PAGE))}
    assert names == {"BEGIN", "VERSION", "PRODID", "UID", "FN", "N", "ORG", "URL", "END"}


def test_lines_are_folded_by_bytes() -> None:
    content = vcard_of(entry(name="Ө" * 200), page_url=PAGE)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cf")), min_size=1, max_size=80))
def test_whatever_the_name_nothing_can_be_slipped_in(name: str) -> None:
    content = vcard_of(entry(name=name), page_url=PAGE)
    read = Component.from_ical(content)
    assert read.name == "VCARD"
    assert len([line for line in lines(content) if line.startswith("FN")]) == 1
    assert len([line for line in lines(content) if line.startswith("TEL")]) == 3
