"""When something is due: every so many steps, epochs, seconds, minutes or hours."""
from collections.abc import Callable
from math import cos, floor, pi
from time import monotonic
from typing import Any

SECONDS = {'SECOND': 1, 'MINUTE': 60, 'HOUR': 3600}


class Schedule:
    """By steps and epochs it depends on the step alone, so a resumed run keeps its beat; by time it starts with the
    attempt."""

    def __init__(self, steps_per_epoch: int, now: Callable[[], float] = monotonic) -> None:
        self._steps_per_epoch = steps_per_epoch
        self._now = now
        self._begun = now()
        self._last: dict[str, float] = {}

    def due(self, name: str, every: float, unit: str, step: int) -> bool:
        """True when it is due after this step.

        An interval of 0 is never due, but for the unit ALWAYS: after each step.
        """
        if unit == 'ALWAYS':
            return True
        if unit == 'NEVER' or every <= 0:
            return False
        if unit in SECONDS:
            now = self._now()
            is_due = now - self._last.get(name, self._begun) >= every * SECONDS[unit]
            if is_due:
                self._last[name] = now
            return is_due
        interval = every * (self._steps_per_epoch if unit == 'EPOCH' else 1)
        return floor(step / interval) > floor((step - 1) / interval)


def learning_rate(config: dict[str, Any], step: int, total_steps: int) -> float:
    """The rate of the step with that number, from 0: warm-up from near 0, then as learning_rate_scheduler says."""
    rate, warmup = config['learning_rate'], config['learning_rate_warmup_steps']
    if step < warmup:
        return rate * (step + 1) / (warmup + 1)
    done = (step - warmup) / max(1, total_steps - warmup)
    match config['learning_rate_scheduler']:
        case 'LINEAR':
            return rate * max(0.0, 1 - done)
        case 'COSINE':
            return rate * (1 + cos(pi * min(1.0, done))) / 2
        case _:
            return rate
