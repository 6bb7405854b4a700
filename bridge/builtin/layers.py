"""Small dense layers in plain Python: the inner loops run in C through sum(map(mul, ...))."""
from math import sqrt
from operator import mul
from random import Random

Row = list[float]
Matrix = list[Row]


def new_weights(outputs: int, inputs: int, random: Random, gain: float = 1.0) -> Matrix:
    """Normally distributed weights, one row for each output, scaled to keep the variance of the signal."""
    scale = gain / sqrt(inputs)
    return [[random.gauss(0, scale) for _ in range(inputs)] for _ in range(outputs)]


def forward(weights: Matrix, batch: Matrix) -> Matrix:
    """Weighted sums, one row for each row of the batch."""
    return [[sum(map(mul, row, x)) for row in weights] for x in batch]


def gradient(batch: Matrix, deltas: Matrix) -> Matrix:
    """Mean gradient of the weights: inputs times the errors of the outputs."""
    columns = list(zip(*batch))
    share = 1 / len(batch)
    return [[sum(map(mul, d, x)) for x in columns]
            for d in ([e * share for e in column] for column in zip(*deltas))]


def backward(weights: Matrix, deltas: Matrix, inputs: int) -> Matrix:
    """Errors handed back to the first `inputs` inputs of a layer."""
    columns = list(zip(*weights))[:inputs]
    return [[sum(map(mul, column, d)) for column in columns] for d in deltas]


def descend(weights: Matrix, slope: Matrix, rate: float) -> None:
    """Plain gradient descent, in place."""
    for i, row in enumerate(slope):
        weights[i] = [w - rate * g for w, g in zip(weights[i], row)]


class Adam:
    """Adam for one matrix; its state is exact in a backup."""

    def __init__(self, rows: int, columns: int) -> None:
        self.mean = [[0.0] * columns for _ in range(rows)]
        self.square = [[0.0] * columns for _ in range(rows)]
        self.steps = 0

    def update(self, weights: Matrix, slope: Matrix, rate: float) -> None:
        """One update in place; `rate` is the step size."""
        self.steps += 1
        step = rate * sqrt(1 - .99 ** self.steps) / (1 - .9 ** self.steps)
        for i, row in enumerate(slope):
            mean = self.mean[i] = [.9 * m + .1 * g for m, g in zip(self.mean[i], row)]
            square = self.square[i] = [.99 * s + .01 * g * g for s, g in zip(self.square[i], row)]
            weights[i] = [w - step * m / (sqrt(s) + 1e-8) for w, m, s in zip(weights[i], mean, square)]
