"""What OneTrainer does for a command."""
from collections.abc import Callable
from typing import Any

from bridge.onetrainer.artifacts import Artifacts, File
from bridge.onetrainer.checkout import Checkout
from bridge.onetrainer.samples import Samples
from bridge.onetrainer.settings import apply_fields
from bridge.session import Session, StartFailed

PRIVATE = '_GenericTrainer__'


class OneTrainerCommands:
    """The Trainer of the command loop, over OneTrainer's own sampling, backup and save."""

    failures = (Exception,)
    """Samplers and savers raise anything."""

    def __init__(self, session: Session, ot: Checkout, artifacts: Artifacts, samples: Samples) -> None:
        self.trainer: Any = None
        self._session = session
        self._ot = ot
        self._artifacts = artifacts
        self._samples = samples

    def check_default_samples(self) -> None:
        """Raises ValueError when the config has no enabled sample."""
        if not any(sample.enabled for sample in self.trainer.config.samples):
            raise ValueError('no samples in the config: add one to "samples", or ask for a custom sample')

    def custom_sample(self, args: dict[str, Any]) -> Any:
        """A SampleConfig of the arguments, with the model's defaults for what they leave out.

        Raises ValueError with every problem.
        """
        sample = self._ot.sample_config.default_values(self.trainer.config.model_type)
        try:
            problems = apply_fields(sample, {'__version': sample.config_version, **args, 'enabled': True}, self._ot)
        except StartFailed as error:
            problems = [str(error)]
        if not args.get('prompt'):
            problems.append('/prompt is missing')
        if problems:
            raise ValueError('; '.join(problems))
        return sample

    def draw(self, custom: Any | None, command_id: str) -> list[File]:
        """Draws a custom sample, or with None the samples of the config. Raises unless every one was drawn."""
        trainer = self.trainer
        self._samples.begin(command_id)
        try:
            draw = self._private('sample_during_training')
            draw(trainer.model.train_progress, trainer.train_device, None if custom is None else [custom])
        finally:
            self._samples.command_id = None
            self._back_to_training()
        drawn, problems = self._samples.drawn, self._samples.problems
        if problems or not drawn:
            raise ValueError(f'{len(drawn)} drawn, {len(problems)} not: ' + '; '.join(problems))
        return drawn

    def backup(self, command_id: str | None) -> File:
        """Writes a backup of this step. Raises OSError when none is on disk afterwards."""
        return self._write('backup', command_id)

    def save(self, command_id: str) -> File:
        """Saves the model of this step. Raises OSError when none is on disk afterwards."""
        return self._write('save', command_id)

    def backup_of_this_step(self) -> File | None:
        """The backup of this very step, when this attempt has written one."""
        return self._artifacts.backup_at(self._session.global_step)

    def _write(self, what: str, command_id: str | None) -> File:
        trainer = self.trainer
        self._artifacts.announce_written()
        self._artifacts.begin(command_id)
        try:
            trainer.model.evict()
            self._private(what)(trainer.model.train_progress)
            trainer.model_setup.setup_train_device(trainer.model, trainer.config)
        finally:
            self._back_to_training()
        return self._artifacts.finish(what)

    def _private(self, name: str) -> Callable[..., None]:
        """A step of OneTrainer's own loop.

        It has no public way to draw or back up while it is held, or after the last step.
        """
        found = getattr(self.trainer, PRIVATE + name, None)
        if found is None:
            raise ValueError(f'this OneTrainer has no {name} that can be called from outside')
        return found

    def _back_to_training(self) -> None:
        self._session.status('training', 'held in memory' if self._session.paused else 'training')
