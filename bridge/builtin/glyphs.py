"""Digits drawn with strokes of our own: the training data. No font and no data set is copied."""
from math import ceil, cos, floor, pi, sin, sqrt
from random import Random

SIDE = 16
"""Glyphs are SIDE x SIDE pixels."""
PIXELS = SIDE * SIDE


def _arc(cx: float, cy: float, rx: float, ry: float, start: float, stop: float) -> list[tuple[float, float]]:
    """Points on an ellipse; angles in turns, clockwise on the screen, 0 = right."""
    count = max(3, ceil(abs(stop - start) * 14))
    angles = [2 * pi * (start + (stop - start) * i / count) for i in range(count + 1)]
    return [(cx + rx * cos(a), cy + ry * sin(a)) for a in angles]


STROKES: tuple[list[list[tuple[float, float]]], ...] = (
    [_arc(.5, .5, .30, .45, 0, 1)],
    [[(.30, .24), (.53, .06), (.53, .95)]],
    [_arc(.49, .29, .28, .23, .5, 1.08) + [(.22, .94), (.80, .94)]],
    [_arc(.46, .28, .27, .22, .55, 1.25), _arc(.46, .72, .30, .23, -.25, .45)],
    [[(.64, .95), (.64, .06), (.18, .66), (.84, .66)]],
    [[(.76, .07), (.30, .07), (.26, .44)] + _arc(.48, .66, .29, .28, -.34, .40)],
    [[(.68, .06), (.36, .38)] + _arc(.50, .69, .27, .25, .55, 1.55)],
    [[(.20, .07), (.80, .07), (.42, .95)]],
    [_arc(.5, .28, .23, .21, 0, 1), _arc(.5, .72, .28, .23, 0, 1)],
    [_arc(.50, .31, .27, .25, .05, 1.05) + [(.64, .62), (.40, .95)]],
)
"""One list of polylines for each digit, in a unit square with y downwards."""


def draw_glyph(digit: int, random: Random) -> bytes:
    """One glyph with random place, size, slant, thickness and noise: PIXELS bytes, 0 = paper, 255 = ink."""
    width = SIDE * random.uniform(.62, .76)
    height = SIDE * random.uniform(.70, .84)
    slant = random.uniform(-.16, .16)
    left = (SIDE - width) / 2 + random.uniform(-1, 1)
    top = (SIDE - height) / 2 + random.uniform(-1, 1)
    radius = random.uniform(.75, 1.15)
    noise = random.uniform(0, .06)
    ink = [0.0] * PIXELS
    for line in STROKES[digit]:
        points = [(left + (x + slant * (.5 - y)) * width, top + y * height) for x, y in line]
        for (ax, ay), (bx, by) in zip(points, points[1:]):
            _stroke(ink, ax, ay, bx, by, radius)
    gauss = random.gauss
    return bytes([min(255, max(0, int(255 * (v + noise * gauss(0, 1)) + .5))) for v in ink])


def _stroke(ink: list[float], ax: float, ay: float, bx: float, by: float, radius: float) -> None:
    """Adds a round-ended line; only the pixels around it are looked at."""
    dx, dy = bx - ax, by - ay
    length2 = dx * dx + dy * dy or 1e-9
    reach = radius + .5
    x0, x1 = max(0, floor(min(ax, bx) - reach)), min(SIDE - 1, ceil(max(ax, bx) + reach))
    y0, y1 = max(0, floor(min(ay, by) - reach)), min(SIDE - 1, ceil(max(ay, by) + reach))
    for y in range(y0, y1 + 1):
        py = y + .5 - ay
        for x in range(x0, x1 + 1):
            px = x + .5 - ax
            along = min(1.0, max(0.0, (px * dx + py * dy) / length2))
            ex, ey = px - along * dx, py - along * dy
            value = reach - sqrt(ex * ex + ey * ey)
            at = y * SIDE + x
            if value > ink[at]:
                ink[at] = value if value < 1 else 1.0


class GlyphSet:
    """`size` glyphs, the digits in turn. Each is drawn from the seed when first asked for and kept as bytes."""

    def __init__(self, name: str, size: int, seed: int) -> None:
        self.size = size
        self._key = f'{seed}/{name}/'
        self._drawn: dict[int, bytes] = {}

    def __getitem__(self, index: int) -> tuple[int, bytes]:
        """Digit and pixels of one glyph."""
        digit = index % 10
        pixels = self._drawn.get(index)
        if pixels is None:
            pixels = self._drawn[index] = draw_glyph(digit, Random(f'{self._key}{index}'))
        return digit, pixels
