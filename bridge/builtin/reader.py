"""A small network that reads digits: one hidden layer of sigmoids, squared error, plain gradient descent."""
from math import exp
from operator import mul
from random import Random
from typing import Any

from bridge.builtin.glyphs import PIXELS
from bridge.builtin.image_model import Glyph, one_hot
from bridge.builtin.layers import Matrix, Row, backward, descend, forward, gradient, new_weights

HIDDEN = 30


class Reader:
    """Pixels in, one score for each digit out. Learning rates from 0.5 to 5 work; 3.0 is a good one."""

    def __init__(self, random: Random) -> None:
        self.inner = new_weights(HIDDEN, PIXELS + 1, random)
        self.outer = new_weights(10, HIDDEN + 1, random)

    def train(self, batch: list[Glyph], rate: float) -> float:
        """One step of gradient descent. Returns the loss before it."""
        inputs = [_input(pixels) for _, pixels in batch]
        hidden, joined, scores = self._forward(inputs)
        errors = [[y - x for y, x in zip(ys, one_hot(digit))] for ys, (digit, _) in zip(scores, batch)]
        outer = [[e * y * (1 - y) for e, y in zip(es, ys)] for es, ys in zip(errors, scores)]
        inner = [
            [e * h * (1 - h) for e, h in zip(es, hs)] for es, hs in zip(backward(self.outer, outer, HIDDEN), hidden)
        ]
        descend(self.outer, gradient(joined, outer), rate)
        descend(self.inner, gradient(inputs, inner), rate)
        return sum(sum(map(mul, row, row)) for row in errors) / (2 * len(batch))

    def read(self, glyphs: list[bytes]) -> list[int]:
        """The digit it sees in each glyph."""
        scores = self._forward([_input(pixels) for pixels in glyphs])[2]
        return [max(range(10), key=row.__getitem__) for row in scores]

    def _forward(self, inputs: Matrix) -> tuple[Matrix, Matrix, Matrix]:
        hidden = [list(map(_sigmoid, row)) for row in forward(self.inner, inputs)]
        joined = [row + [1.0] for row in hidden]
        return hidden, joined, [list(map(_sigmoid, row)) for row in forward(self.outer, joined)]

    def weights(self) -> dict[str, Any]:
        """Its weights, as they are written into a model file."""
        return {'inner': self.inner, 'outer': self.outer}

    def load_weights(self, weights: dict[str, Any]) -> None:
        """Takes over weights from a model file."""
        self.inner, self.outer = weights['inner'], weights['outer']


def _input(pixels: bytes) -> Row:
    return [byte / 255 for byte in pixels] + [1.0]


def _sigmoid(x: float) -> float:
    return 1 / (1 + exp(-x)) if x > -700 else 0.0
