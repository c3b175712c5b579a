"""Files are what their content says; what they say beside it goes; everything else stays outside."""

import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from platform_core.files import pictures
from platform_core.files.faults import FileFault
from platform_core.files.kinds import KINDS
from platform_core.files.sniffing import make_fit, sniff

from .samples import AMR, HEIC, MAKER, PLACE, TAKEN, TEXT, docx, film, mp3, ogg, pdf, photo, voice, zipped

BECOMES = {"webp": "jpg", "heic": "jpg"}
DOCUMENTS = ("pdf", "docx", "xlsx", "txt")


def fault_of(data: bytes, allowed=KINDS) -> str:
    with pytest.raises(FileFault) as raised:
        make_fit(data, allowed=allowed)
    return raised.value.code


@pytest.mark.parametrize("ending", TAKEN)
def test_each_type_is_taken_and_says_nothing_of_its_sender(ending) -> None:
    kept, found = make_fit(TAKEN[ending], allowed=KINDS)
    assert found.ending == BECOMES.get(ending, ending)
    if ending not in DOCUMENTS:
        for said in (MAKER.encode(), PLACE.encode(), b"2026:11:20", struct.pack(">I", 3_800_000_000)):
            assert said not in kept


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "heic"])
def test_a_picture_is_its_pixels_alone(ending) -> None:
    kept, _found = make_fit(TAKEN[ending], allowed=KINDS)
    with Image.open(io.BytesIO(kept)) as picture:
        assert not picture.getexif()
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert picture.size == (64, 48)
        red, green, blue = picture.convert("RGB").getpixel((30, 20))
    assert red > 150
    assert max(green, blue) < 80


def test_a_picture_on_its_side_stands_up_before_its_notes_go() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    target = io.BytesIO()
    Image.new("RGB", (40, 20), (0, 0, 0)).save(target, "JPEG", exif=exif)
    kept, _found = make_fit(target.getvalue(), allowed=KINDS)
    assert Image.open(io.BytesIO(kept)).size == (20, 40)


def test_a_film_stays_where_it_was_and_loses_its_notes_and_its_track_of_places() -> None:
    before = film()
    kept, _found = make_fit(before, allowed=KINDS)
    assert len(kept) == len(before)
    assert b"\x11" * 64 in kept
    assert b"udta" not in kept
    assert kept.count(b"trak") == 1
    assert PLACE.encode() in before
    assert make_fit(kept, allowed=KINDS)[0] == kept


def test_sounds_keep_their_sound() -> None:
    assert b"\1\2" * 400 in make_fit(voice(), allowed=KINDS)[0]
    assert make_fit(mp3(), allowed=KINDS)[0].startswith(b"\xff\xfb\x90\x64")
    assert make_fit(AMR, allowed=KINDS)[0] == AMR
    kept, _found = make_fit(ogg(), allowed=KINDS)
    assert b"\x33" * 200 in kept
    assert make_fit(kept, allowed=KINDS)[0] == kept


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"MZ\x90\0" + bytes(300), "program"),
        (b"\x7fELF\2\1\1" + bytes(60), "program"),
        (b"#!/bin/sh\nrm -rf /\n", "program"),
        (zipped({"a.txt": b"x"}), "archive"),
        (b"Rar!\x1a\x07\x00" + bytes(40), "archive"),
        (b"\x1f\x8b\x08" + bytes(40), "archive"),
        (bytes(range(256)) * 4, "unknown"),
        (b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01B\x82\x84webm" + bytes(40), "unknown"),
        (photo()[:-200], "damaged"),
        (photo("PNG")[:80], "damaged"),
        (HEIC[:-60], "damaged"),
        (film()[:-9], "damaged"),
        (film()[:24], "damaged"),
        (ogg()[:-10], "damaged"),
        (ogg(codec=b"Fish"), "damaged"),
        (voice()[:60], "damaged"),
        (pdf()[:-8], "damaged"),
        (docx(**{"word/vbaProject.bin": b"x"}), "program"),
        (docx(**{"word/embeddings/a.exe": b"x"}), "program"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_reason(data, code) -> None:
    assert fault_of(data) == code


def test_a_kind_that_is_not_asked_for_is_refused() -> None:
    assert fault_of(pdf(), ("picture",)) == "unknown"
    assert fault_of(TEXT, ("picture", "sound")) == "unknown"


def test_a_picture_that_would_fill_the_memory_is_never_unpacked(monkeypatch) -> None:
    target = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(target, "PNG")
    assert len(target.getvalue()) < 500_000
    assert fault_of(target.getvalue()) == "too_many_pixels"
    monkeypatch.setattr(pictures, "MOST_PIXELS", 64 * 48 - 1)
    assert fault_of(HEIC) == "too_many_pixels"


def test_an_office_file_that_swells_is_refused() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", bytes(210 * 1024 * 1024))
    assert len(bomb.getvalue()) < 1024 * 1024
    assert fault_of(bomb.getvalue()) == "archive"


def test_a_page_or_an_archive_hidden_behind_a_picture_is_gone_once_it_is_kept() -> None:
    hidden = b"<script>alert(1)</script>" + zipped({"a.txt": b"secret"})
    kept, found = make_fit(photo() + hidden, allowed=KINDS)
    assert found.ending == "jpg"
    assert b"script" not in kept
    assert not zipfile.is_zipfile(io.BytesIO(kept))


def test_a_page_is_only_ever_text() -> None:
    kept, found = make_fit(b"<html><script>alert(1)</script>", allowed=KINDS)
    assert (found.media_type, found.ending) == ("text/plain", "txt")
    assert make_fit("ә".encode("utf-16"), allowed=KINDS)[0] == "ә".encode()
    assert b"script" in kept


@given(data=st.binary(max_size=300), start=st.sampled_from(sorted(TAKEN)), cut=st.integers(0, 400))
def test_whatever_is_sent_is_taken_or_refused_and_never_breaks(data, start, cut) -> None:
    for sent in (data, TAKEN[start][:cut] + data, TAKEN[start][: -cut or None] + data):
        try:
            kept, found = make_fit(sent, allowed=KINDS)
        except FileFault:
            continue
        assert kept
        assert found == sniff(kept)


@given(place=st.integers(0, len(film()) - 1), value=st.integers(0, 255))
def test_one_wrong_byte_in_a_film_never_breaks_and_never_moves_it(place, value) -> None:
    broken = bytearray(film())
    broken[place] = value
    try:
        kept, _found = make_fit(bytes(broken), allowed=KINDS)
    except FileFault:
        return
    assert len(kept) == len(broken)
