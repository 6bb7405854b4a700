"""The line of a finished epoch: what its steps lost on average and how long it took."""
from collections.abc import Callable
from time import monotonic
from typing import Any

from bridge.session import Session


class Epochs:
    """Counts an epoch from the end of the one before, or from the start of the attempt.

    Time in which training was held is not counted.
    """

    def __init__(self, session: Session, now: Callable[[], float] = monotonic) -> None:
        self._session = session
        self._now = now
        self.begin()

    def begin(self) -> None:
        """An epoch begins now, or goes on from a backup."""
        self._losses = 0
        self._sum = 0.0
        self._begun = self._at_work()

    def step(self, loss: float) -> None:
        """Takes in the loss of a step."""
        self._losses += 1
        self._sum += loss

    def done(self, epoch: int, max_epoch: int, step: int, **measured: Any) -> None:
        """So many epochs are done. `measured` is accuracy, correct and total of a validation right after it."""
        self._session.emit(
            'epoch', epoch=epoch, max_epoch=max_epoch, step=step,
            loss=self._sum / self._losses if self._losses else None,
            elapsed_seconds=max(0.0, self._at_work() - self._begun), **{'accuracy': None, **measured}
        )
        self.begin()

    def _at_work(self) -> float:
        return self._now() - self._session.held_seconds
