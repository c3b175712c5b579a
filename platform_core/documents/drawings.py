"""Signatures drawn with a finger, a pen or a mouse: strokes of points, never a picture from outside."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape

WIDTH, HEIGHT = 3000, 1000
"""The pad that points are on: whole numbers from its upper left corner."""

MOST_BYTES = 64 * 1024
MOST_STROKES, MOST_POINTS = 200, 6000
_SHORTEST = 300
Point = tuple[int, int]


class DrawingFault(ValueError):
    """Refuse what is no drawing; `code` is `not_a_drawing`, `too_much` or `too_little`."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawn signature."""

    strokes: tuple[tuple[Point, ...], ...]

    def to_bytes(self) -> bytes:
        """Return the drawing as it is kept: compact JSON."""
        return json.dumps(self.strokes, separators=(",", ":")).encode()

    def shares(self) -> tuple[tuple[tuple[float, float], ...], ...]:
        """Return the strokes as shares of the pad's width and height, as paper wants them."""
        return tuple(tuple((x / WIDTH, y / HEIGHT) for x, y in stroke) for stroke in self.strokes)

    def to_svg(self, label: str) -> Markup:
        """Draw the signature as inline SVG; `label` says what it is to those who do not see it."""
        path = "".join(_path(stroke) for stroke in self.strokes)
        return Markup(  # noqa: S704 - whole numbers, and a label that is escaped
            f'<svg class="q-signature" role="img" aria-label="{escape(label)}" '
            f'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
            f'<path d="{path}" fill="none" stroke="currentColor" stroke-width="22" '
            f'stroke-linecap="round" stroke-linejoin="round"/></svg>'
        )


def read_drawing(sent: str | bytes) -> Drawing:
    """Read a drawing as a pad sends it, `[[[x, y], …], …]`; raise `DrawingFault`."""
    if len(sent) > MOST_BYTES:
        raise DrawingFault("too_much")
    try:
        strokes = json.loads(sent)
    except (ValueError, RecursionError):
        raise DrawingFault("not_a_drawing") from None
    if not isinstance(strokes, list):
        raise DrawingFault("not_a_drawing")
    if len(strokes) > MOST_STROKES:
        raise DrawingFault("too_much")
    drawing = Drawing(tuple(_stroke(stroke) for stroke in strokes))
    if sum(map(len, drawing.strokes)) > MOST_POINTS:
        raise DrawingFault("too_much")
    if sum(map(_length, drawing.strokes)) < _SHORTEST:
        raise DrawingFault("too_little")
    return drawing


def _stroke(sent: object) -> tuple[Point, ...]:
    if not isinstance(sent, list) or not sent:
        raise DrawingFault("not_a_drawing")
    return tuple(_point(point) for point in sent)


def _point(sent: object) -> Point:
    match sent:
        case [int(x), int(y)] if 0 <= x <= WIDTH and 0 <= y <= HEIGHT:
            return (int(x), int(y))
    raise DrawingFault("not_a_drawing")


def _length(stroke: Sequence[Point]) -> int:
    """Measure a stroke roughly: how far it goes across and down."""
    return sum(abs(x - before_x) + abs(y - before_y) for (before_x, before_y), (x, y) in pairwise(stroke))


def _path(stroke: Sequence[Point]) -> str:
    (x, y), *rest = stroke
    line = " ".join(f"{across} {down}" for across, down in rest or [(x, y)])
    return f"M{x} {y}L{line}"
