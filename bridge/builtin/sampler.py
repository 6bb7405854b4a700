"""Pictures drawn by the model: from pure noise to digits, in the number of steps that is asked for."""
import re
from collections.abc import Callable
from random import Random

from bridge.builtin.glyphs import PIXELS, SIDE
from bridge.builtin.image_model import ImageModel, shares

MOST_DIGITS = 16


def digits_in(prompt: str) -> list[int]:
    """The digits of a prompt, in order. Raises ValueError with what to write instead."""
    digits = [int(digit) for digit in re.findall('[0-9]', prompt)]
    if not digits:
        raise ValueError(
            f'the prompt {prompt[:100]!r} names no digit; the built-in trainer draws digits, for example "the digit 7"'
        )
    if len(digits) > MOST_DIGITS:
        raise ValueError(f'the prompt names {len(digits)} digits; at most {MOST_DIGITS} fit into a picture')
    return digits


def draw_digits(
    model: ImageModel, digits: list[int], seed: int, steps: int, on_step: Callable[[int], None]
) -> list[bytes]:
    """One glyph for each digit: PIXELS bytes. The same seed and model give the same glyphs."""
    gauss = Random(seed).gauss
    pictures = [[gauss(0, 1) for _ in range(PIXELS)] for _ in digits]
    for step in range(steps):
        time, next_time = 1 - step / steps, 1 - (step + 1) / steps
        (glyph, noise), (next_glyph, next_noise) = shares(time), shares(next_time)
        clean = model.denoise(pictures, time, digits)
        # Deterministic: the noise it sees is kept and only its share is lowered.
        pictures = [
            [next_glyph * y + next_noise * (x - glyph * y) / noise for x, y in zip(xs, ys)]
            for xs, ys in zip(pictures, clean)
        ]
        on_step(step + 1)
    return [bytes([int((min(1.0, max(-1.0, v)) + 1) * 127.5 + .5) for v in row]) for row in pictures]


def compose(glyphs: list[bytes], width: int, height: int) -> list[bytes]:
    """The glyphs in rows, as large as they fit, in the middle of a black picture: one bytes object for each row."""
    side, columns = _layout(len(glyphs), width, height)
    places = [_place(i, side) for i in range(side)]
    lines = [glyphs[first:first + columns] for first in range(0, len(glyphs), columns)]
    left, top = (width - side * columns) // 2, (height - side * len(lines)) // 2
    lead, black = bytes(left), bytes(width)
    rows = []
    for line in lines:
        for y0, y1, fy in places:
            drawn = bytearray(lead)
            for pixels in line:
                above, below = pixels[y0 * SIDE:y0 * SIDE + SIDE], pixels[y1 * SIDE:y1 * SIDE + SIDE]
                mixed = [a + (b - a) * fy for a, b in zip(above, below)]
                drawn += bytes([int(mixed[x0] + (mixed[x1] - mixed[x0]) * fx) for x0, x1, fx in places])
            rows.append(bytes(drawn + bytes(width - len(drawn))))
    return [black] * top + rows + [black] * (height - top - len(rows))


def _layout(count: int, width: int, height: int) -> tuple[int, int]:
    """The side of a glyph and how many stand in a row, so that they are as large as possible."""
    sides = ((min(width // columns, height // -(-count // columns)), columns) for columns in range(count, 0, -1))
    return max(sides, key=lambda found: found[0])


def _place(i: int, side: int) -> tuple[int, int, float]:
    """The two source pixels of a target pixel, and how far it is from the first."""
    at = min(SIDE - 1.0, max(0.0, (i + .5) * SIDE / side - .5))
    first = int(at)
    return first, min(SIDE - 1, first + 1), at - first
