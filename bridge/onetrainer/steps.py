"""The lines of a training step. OneTrainer's callbacks carry no loss, so the metrics come from its SummaryWriter."""
from typing import Any

from bridge.epochs import Epochs
from bridge.onetrainer.gpu_memory import GpuMemory
from bridge.session import Session

VALIDATION = 'loss/validation_step/'
ALL_CONCEPTS = 'total_average'


class Steps:
    """Gathers the metrics of a step and emits them when the step is done, under the step number of its `progress`
    line."""

    def __init__(self, session: Session, memory: GpuMemory) -> None:
        self.session = session
        self._memory = memory
        self._loss: float | None = None
        self._smooth_loss: float | None = None
        self._rate: float | None = None
        self._step = 0
        self._values: dict[str, float] = {}
        self.epochs = Epochs(session)

    def scalar(self, tag: str, value: Any, step: int | None) -> None:
        """One metric as OneTrainer wrote it. It counts steps from 0, `progress` from 1."""
        value = float(value)
        if tag.startswith('lr/'):
            if not any(name.startswith('lr/') for name in self._values):
                self._rate = value
        elif tag == 'loss/train_step':
            self._loss = value
            self.epochs.step(value)
        elif tag == 'smooth_loss/train_step':
            self._smooth_loss = value
        self._step = (step or 0) + 1
        self._values[tag] = value

    def done(
        self, epoch: int, epoch_step: int, epoch_sample: int, global_step: int, max_step: int, max_epoch: int
    ) -> None:
        """A step is done, or an epoch: emits the position and the metrics.

        All arguments are copies, because the trainer changes its own object.
        """
        self.session.emit(
            'progress', epoch=epoch, epoch_step=epoch_step, epoch_sample=epoch_sample, global_step=global_step,
            max_step=max_step, max_epoch=max_epoch, loss=self._loss, smooth_loss=self._smooth_loss,
            learning_rate=self._rate
        )
        if self._values:
            self._values.update(self._memory.read())
            self.flush(epoch)
        if epoch_step == 0:
            # After the last step of an epoch this is called once more, with the epoch counted.
            self.epochs.done(epoch, max_epoch, global_step)

    def flush(self, epoch: int) -> None:
        """Emits the metrics, and the validation of each concept."""
        if not self._values:
            return
        values, self._values = self._values, {}
        self.session.emit(
            'scalars', step=self._step, epoch=epoch, values={tag[:200]: value for tag, value in values.items()}
        )
        for tag, value in values.items():
            if tag.startswith(VALIDATION):
                concept = tag[len(VALIDATION):]
                self.session.emit('validation', step=self._step, epoch=epoch, validation_loss=value,
                                  concept=None if concept == ALL_CONCEPTS else concept[:200])
