"""All that training changes, and how it is written and read again."""
import json
from random import Random
from typing import Any

from bridge.builtin.glyphs import SIDE
from bridge.builtin.image_model import ImageModel
from bridge.builtin.reader import Reader

FORMAT = 'onetrainer-web-ui-builtin-1'


class Progress:
    """Where training stands.

    `epoch` counts finished epochs; after the last step of an epoch it is one more and epoch_step is 0.
    """

    def __init__(self, epoch: int = 0, epoch_step: int = 0, epoch_sample: int = 0, global_step: int = 0) -> None:
        self.epoch = epoch
        self.epoch_step = epoch_step
        self.epoch_sample = epoch_sample
        self.global_step = global_step

    def next_step(self, samples: int) -> None:
        """A step over so many samples is done."""
        self.epoch_step += 1
        self.epoch_sample += samples
        self.global_step += 1

    def next_epoch(self) -> None:
        """An epoch is done."""
        self.epoch += 1
        self.epoch_step = self.epoch_sample = 0

    def name(self) -> str:
        """As it stands in file names: <global_step>-<epoch>-<epoch_step>."""
        return f'{self.global_step}-{self.epoch}-{self.epoch_step}'


class State:
    """Both models, the random numbers, the running mean of the loss and the progress."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.image_model = ImageModel(self.random)
        self.reader = Reader(self.random)
        self.progress = Progress()
        self.smooth_loss: float | None = None
        self.smooth_steps = 0

    def smooth(self, loss: float) -> float:
        """Takes a loss into the running mean, as OneTrainer does, and returns the mean."""
        self.smooth_steps += 1
        decay = min(.99, 1 - 1 / self.smooth_steps)
        self.smooth_loss = loss if self.smooth_loss is None else decay * self.smooth_loss + (1 - decay) * loss
        return self.smooth_loss

    def model_json(self) -> bytes:
        """The model alone."""
        return _json({
            'format': FORMAT, 'side': SIDE, 'progress': vars(self.progress),
            'image_model': self.image_model.weights(), 'reader': self.reader.weights()
        })

    def optimizer_json(self) -> bytes:
        """What training needs to go on exactly, besides the model and the progress."""
        return _json({
            'adam': self.image_model.optimizer(), 'random': self.random.getstate(),
            'smooth_loss': self.smooth_loss, 'smooth_steps': self.smooth_steps
        })

    def meta_json(self) -> bytes:
        """The progress. Written last: a backup without it is not complete."""
        return _json({'format': FORMAT, 'train_progress': vars(self.progress)})

    def load_model(self, data: bytes) -> None:
        """Takes over a model file. Raises ValueError when it is not one."""
        model = json.loads(data)
        if model.get('format') != FORMAT:
            raise ValueError(f'it is not a model of the format {FORMAT}')
        self.image_model.load_weights(model['image_model'])
        self.reader.load_weights(model['reader'])

    def load_optimizer(self, data: bytes) -> None:
        """Takes over what optimizer_json() wrote."""
        state = json.loads(data)
        version, internal, gauss = state['random']
        self.random.setstate((version, tuple(internal), gauss))
        self.image_model.load_optimizer(state['adam'])
        self.smooth_loss, self.smooth_steps = state['smooth_loss'], state['smooth_steps']

    def load_meta(self, data: bytes) -> None:
        """Takes over the progress of a backup."""
        self.progress = Progress(**json.loads(data)['train_progress'])


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value).encode()
