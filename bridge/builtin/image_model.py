"""A small denoiser: from a noisy glyph, the digit it should be and the share of noise, it predicts the clean glyph."""
from math import cos, pi, sin, tanh
from operator import mul
from random import Random
from typing import Any

from bridge.builtin.glyphs import PIXELS
from bridge.builtin.layers import Adam, Matrix, Row, backward, forward, gradient, new_weights

HIDDEN = 64
LEVELS = [byte / 127.5 - 1 for byte in range(256)]
"""Ink as the model sees it, -1 (paper) to 1."""
Glyph = tuple[int, bytes]


def shares(time: float) -> tuple[float, float]:
    """Shares of glyph and noise in a picture at a time from 0 (clean) to 1 (only noise)."""
    return cos(pi / 2 * time), sin(pi / 2 * time)


def one_hot(digit: int) -> Row:
    """Ten numbers, 1 at the digit."""
    row = [0.0] * 10
    row[digit] = 1.0
    return row


class ImageModel:
    """Two dense layers with the digit given to both; trained with Adam on the squared error of the clean glyph."""

    def __init__(self, random: Random) -> None:
        self.inner = new_weights(HIDDEN, PIXELS + 13, random)
        self.outer = new_weights(PIXELS, HIDDEN + 11, random, .3)
        self._adams = [Adam(HIDDEN, PIXELS + 13), Adam(PIXELS, HIDDEN + 11)]

    def train(self, batch: list[Glyph], random: Random) -> 'Update':
        """Loss and gradients for glyphs under fresh noise; nothing changes until apply()."""
        clean, inputs = _noised(batch, random)
        hidden, joined, guess = self._forward(inputs, [digit for digit, _ in batch])
        errors = [[y - x for y, x in zip(ys, xs)] for ys, xs in zip(guess, clean)]
        inner_errors = [
            [e * (1 - h * h) for e, h in zip(es, hs)] for es, hs in zip(backward(self.outer, errors, HIDDEN), hidden)
        ]
        return Update(_mean_square(errors), (inputs, inner_errors), (joined, errors))

    def apply(self, update: 'Update', rate: float) -> None:
        """One step of Adam."""
        outer, inner = gradient(*update.outer), gradient(*update.inner)
        self._adams[1].update(self.outer, outer, rate)
        self._adams[0].update(self.inner, inner, rate)

    def loss(self, batch: list[Glyph], random: Random) -> float:
        """Mean squared error under noise from `random`; learns nothing."""
        clean, inputs = _noised(batch, random)
        guess = self._forward(inputs, [digit for digit, _ in batch])[2]
        return _mean_square([[y - x for y, x in zip(ys, xs)] for ys, xs in zip(guess, clean)])

    def denoise(self, pictures: Matrix, time: float, digits: list[int]) -> Matrix:
        """The clean glyphs it sees in noisy pictures."""
        guess = self._forward([_input(x, d, time) for x, d in zip(pictures, digits)], digits)[2]
        return [[min(1.0, max(-1.0, v)) for v in row] for row in guess]

    def _forward(self, inputs: Matrix, digits: list[int]) -> tuple[Matrix, Matrix, Matrix]:
        hidden = [list(map(tanh, row)) for row in forward(self.inner, inputs)]
        joined = [row + one_hot(digit) + [1.0] for row, digit in zip(hidden, digits)]
        return hidden, joined, forward(self.outer, joined)

    def weights(self) -> dict[str, Any]:
        """Its weights, as they are written into a model file."""
        return {'inner': self.inner, 'outer': self.outer}

    def load_weights(self, weights: dict[str, Any]) -> None:
        """Takes over weights from a model file."""
        self.inner, self.outer = weights['inner'], weights['outer']

    def optimizer(self) -> list[dict[str, Any]]:
        """What Adam remembers."""
        return [vars(adam) for adam in self._adams]

    def load_optimizer(self, state: list[dict[str, Any]]) -> None:
        """Takes over what Adam remembered."""
        for adam, remembered in zip(self._adams, state, strict=True):
            vars(adam).update(remembered)


class Update:
    """Loss of a batch, and for each layer its inputs and the errors of its outputs."""

    def __init__(self, loss: float, inner: tuple[Matrix, Matrix], outer: tuple[Matrix, Matrix]) -> None:
        self.loss = loss
        self.inner = inner
        self.outer = outer


def _noised(batch: list[Glyph], random: Random) -> tuple[Matrix, Matrix]:
    """Clean glyphs, and the model's inputs for them at a random time each."""
    clean = [[LEVELS[byte] for byte in pixels] for _, pixels in batch]
    inputs = []
    for row, (digit, _) in zip(clean, batch):
        time = random.random()
        glyph, noise = shares(time)
        inputs.append(_input([glyph * v + noise * random.gauss(0, 1) for v in row], digit, time))
    return clean, inputs


def _input(picture: Row, digit: int, time: float) -> Row:
    return picture + one_hot(digit) + [cos(pi * time), sin(pi * time), 1.0]


def _mean_square(errors: Matrix) -> float:
    return sum(sum(map(mul, row, row)) for row in errors) / (len(errors) * PIXELS)
