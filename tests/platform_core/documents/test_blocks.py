from hypothesis import given
from hypothesis import strategies as st

from platform_core.documents.blocks import Block, read_blocks
from platform_core.documents.canonical import canonical_body


def test_paragraphs_headings_and_lists_are_told_apart():
    body = "One\nstill one.\n\nTwo.\n## Heading\nThree.\n- item\n  goes on\n- second\n\n- third\n\nEnd."
    assert read_blocks(body) == (
        Block("paragraph", ("One still one.",)),
        Block("paragraph", ("Two.",)),
        Block("heading", ("Heading",)),
        Block("paragraph", ("Three.",)),
        Block("list", ("item goes on", "second", "third")),
        Block("paragraph", ("End.",)),
    )


def test_nothing_else_is_markup():
    body = "# one\n\n**bold** <b>x</b> [a](javascript:1)\n\n-no item\n##no heading"
    assert [block.kind for block in read_blocks(body)] == ["paragraph", "paragraph", "paragraph"]
    assert read_blocks(body)[1].texts == ("**bold** <b>x</b> [a](javascript:1)",)


def test_an_empty_body_has_no_parts():
    assert read_blocks("") == ()


@given(st.text(st.sampled_from("аb -#\n"), max_size=60))
def test_no_word_is_lost_and_no_part_is_empty(text):
    body = canonical_body(text)
    blocks = read_blocks(body)
    letters = [letter for letter in body if letter in "аb"]
    assert [
        letter for block in blocks for words in block.texts for letter in words if letter in "аb"
    ] == letters
    assert all(words.strip() for block in blocks for words in block.texts)
