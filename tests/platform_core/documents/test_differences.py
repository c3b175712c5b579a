from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from platform_core.documents.differences import Change, differences

TEXT = st.text(st.sampled_from("аб \n."), max_size=80)


def test_words_that_went_and_came_are_shown_within_the_line():
    assert differences("Вход с восьми утра.\nТихо.", "Вход с девяти утра.\nТихо.") == (
        Change("same", "Вход с "),
        Change("removed", "восьми"),
        Change("added", "девяти"),
        Change("same", " утра.\nТихо."),
    )


def test_the_same_text_has_no_changes():
    assert {change.kind for change in differences("a b\nc", "a b\nc")} == {"same"}


def test_a_passage_written_anew_is_shown_whole():
    old, new = " ".join(f"a{n}" for n in range(900)), " ".join(f"b{n}" for n in range(900))
    assert [change.kind for change in differences(old, new)] == ["removed", "added"]


@given(old=TEXT, new=TEXT)
def test_both_texts_can_be_read_back(old, new):
    found = differences(old, new)
    assert "".join(change.text for change in found if change.kind != "added") == old
    assert "".join(change.text for change in found if change.kind != "removed") == new
    assert all(one.kind != other.kind for one, other in pairwise(found))
