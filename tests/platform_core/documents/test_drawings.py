import json
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platform_core.documents.drawings import HEIGHT, MOST_BYTES, WIDTH, Drawing, DrawingFault, read_drawing

POINT = st.tuples(st.integers(0, WIDTH), st.integers(0, HEIGHT))
STROKES = st.lists(st.lists(POINT, min_size=1, max_size=20), max_size=10)
LINE = "[[[0,0],[900,300]]]"


@given(STROKES)
def test_what_a_pad_sends_is_kept_as_it_is_or_refused_as_too_little(strokes):
    sent = json.dumps(strokes)
    length = sum(abs(b[0] - a[0]) + abs(b[1] - a[1]) for stroke in strokes for a, b in pairwise(stroke))
    if length < 300:
        with pytest.raises(DrawingFault, match="too_little"):
            read_drawing(sent)
        return
    drawing = read_drawing(sent)
    assert json.loads(drawing.to_bytes()) == json.loads(sent)
    assert read_drawing(drawing.to_bytes()) == drawing


@pytest.mark.parametrize(
    "sent",
    [
        "", "{}", "null", "[1]", "[[]]", "[[[1]]]", "[[[1,2,3]]]", '[[["1","2"]]]',
        "[[[1.5,2]]]", "[[[-1,2]]]",
        "[[[0,1001]]]", "[[[3001,0]]]", "[[[NaN,0]]]", "[[[1e400,0]]]", "[" * 5000,
        "data:image/png;base64,AAAA",
        "<svg onload=alert(1)>",
    ],
)  # fmt: skip
def test_what_is_no_drawing_is_refused(sent):
    with pytest.raises(DrawingFault, match="not_a_drawing"):
        read_drawing(sent)


@pytest.mark.parametrize(
    "sent",
    [
        json.dumps([[[0, 0], [900, 900]]] * 201),
        json.dumps([[[n % 3000, n % 1000] for n in range(6001)]]),
        LINE + " " * MOST_BYTES,
    ],
)
def test_more_than_a_signature_is_refused(sent):
    with pytest.raises(DrawingFault, match="too_much"):
        read_drawing(sent)


def test_it_is_drawn_as_vectors_that_need_no_style_and_say_what_they_are():
    drawing = read_drawing("[[[0,0],[900,300]],[[5,6]]]")
    tree = ET.fromstring(str(drawing.to_svg('"><script>')))
    assert tree.get("aria-label") == '"><script>'
    path = tree.find("{http://www.w3.org/2000/svg}path")
    assert path.get("d") == "M0 0L900 300M5 6L5 6"
    assert "style" not in str(drawing.to_svg("x"))


def test_shares_are_within_the_pad():
    drawing = Drawing((((0, 0), (WIDTH, HEIGHT)),))
    assert drawing.shares() == (((0.0, 0.0), (1.0, 1.0)),)
