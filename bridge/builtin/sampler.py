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
    """The glyphs side by side in the middle of a black picture, enlarged smoothly: one bytes object for each row."""
    side = max(1, min(width // len(glyphs), height))
    places = [_place(i, side) for i in range(side)]
    left, top = (width - side * len(glyphs)) // 2, (height - side) // 2
    lead, tail = bytes(left), bytes(width - left - side * len(glyphs))
    rows = []
    for y0, y1, fy in places:
        line = bytearray(lead)
        for pixels in glyphs:
            above, below = pixels[y0 * SIDE:y0 * SIDE + SIDE], pixels[y1 * SIDE:y1 * SIDE + SIDE]
            mixed = [a + (b - a) * fy for a, b in zip(above, below)]
            line += bytes([int(mixed[x0] + (mixed[x1] - mixed[x0]) * fx) for x0, x1, fx in places])
        rows.append(bytes(line + tail))
    return [bytes(width)] * top + rows + [bytes(width)] * (height - top - side)


def _place(i: int, side: int) -> tuple[int, int, float]:
    """The two source pixels of a target pixel, and how far it is from the first."""
    at = min(SIDE - 1.0, max(0.0, (i + .5) * SIDE / side - .5))
    first = int(at)
    return first, min(SIDE - 1, first + 1), at - first
