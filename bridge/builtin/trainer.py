"""The built-in trainer: really trains a small image model and a digit reader, and carries out commands at every step
boundary."""
from collections.abc import Iterator
from math import ceil, isfinite
from pathlib import Path
from random import Random

from bridge.builtin.backups import clear_partial, read_backup
from bridge.builtin.commands import BuiltinCommands
from bridge.builtin.glyphs import GlyphSet
from bridge.builtin.image_model import Glyph
from bridge.builtin.outputs import Outputs
from bridge.builtin.schedule import Schedule, learning_rate
from bridge.builtin.state import State
from bridge.command_loop import CommandLoop
from bridge.epochs import Epochs
from bridge.session import Ending, LossNotFinite, SaveFailed, Session, StartFailed

VERSION = '1'
IMAGE_RATE = .001
"""learning_rate is the reader's; the image model learns with Adam, whose steps are smaller: learning_rate x 0.001."""
VALIDATION_BATCH = 50
FOLDERS = ('backup', 'samples', 'save')


def train(session: Session) -> Ending:
    """Trains as config.json says, from the start or from the backup named in spec.json."""
    training = Training(session)
    resumed_from = session.spec.get('resume_from')
    training.load(resumed_from)
    session.ready('builtin', VERSION, 'cpu', resumed_from)
    ending = training.run()
    return training.finish(ending)


class Training:
    """One attempt of the built-in trainer."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.config = config = session.config
        try:
            self.state = State(config['seed'])
            self.glyphs = GlyphSet('training', config['training_set_size'], config['seed'])
            self.held_out = GlyphSet('held out', config['validation_set_size'], config['seed'])
            self.steps_per_epoch = ceil(self.glyphs.size / config['batch_size'])
            self.total_steps = self.steps_per_epoch * config['epochs']
        except KeyError as error:
            raise StartFailed(f'config.json lacks {error}; it must hold every field') from error
        self.loss: float | None = None
        self.rate: float | None = None
        self.read: dict[str, float] = {}
        self.epochs = Epochs(session)
        self.outputs = Outputs(session, self.state)
        self.command_loop = CommandLoop(session, BuiltinCommands(self.outputs))

    def load(self, resume_from: str | None) -> None:
        """Makes sure the end can be written, and reads the backup to go on from.

        Raises StartFailed: a run never begins again silently.
        """
        job_dir, epochs = self.session.job_dir, self.config['epochs']
        destination = self.config['output_model_destination']
        if destination in FOLDERS or (job_dir / destination).is_dir():
            raise StartFailed(
                f'output_model_destination is {destination!r}, which is a folder of the job; choose another file name'
            )
        clear_partial(job_dir / 'backup')
        if resume_from is None:
            return
        path = Path(job_dir / resume_from).resolve()
        try:
            if not path.is_relative_to(job_dir):
                raise ValueError('it is outside the folder of the job')
            read_backup(self.state, path)
        except ValueError as error:
            raise StartFailed(f'cannot resume from {resume_from}: {error}') from error
        if self.state.progress.epoch >= epochs:
            raise StartFailed(
                f'cannot resume: {self.state.progress.epoch} epochs are trained and epochs is {epochs}; '
                'raise epochs to go on'
            )

    def run(self) -> Ending:
        """Steps until all epochs are done or an end is asked for."""
        # By time, a schedule counts from here, so that loading is not part of it.
        schedule = Schedule(self.steps_per_epoch)
        progress, epochs = self.state.progress, self.config['epochs']
        self.session.global_step = progress.global_step
        self.session.status('training', f'training, epoch {progress.epoch + 1} of {epochs}')
        ending = self.command_loop.at_boundary()
        self.epochs.begin()
        while ending is None and progress.epoch < epochs:
            for batch in self.batches():
                self.step(batch)
                is_over = progress.epoch_sample >= self.glyphs.size
                if is_over:
                    progress.next_epoch()
                    self.report()
                self.read = {}
                self.do_what_is_due(schedule)
                if is_over:
                    self.epochs.done(progress.epoch, epochs, progress.global_step, **self.read)
                ending = self.command_loop.at_boundary()
                if ending:
                    break
        return ending or Ending('completed', 'finished', f'all {epochs} epochs are trained')

    def batches(self) -> Iterator[list[Glyph]]:
        """The batches left in this epoch, in an order that depends on seed and epoch alone."""
        progress, size = self.state.progress, self.glyphs.size
        order = list(range(size))
        Random(f'{self.config["seed"]}/order/{progress.epoch}').shuffle(order)
        for start in range(progress.epoch_sample, size, self.config['batch_size']):
            yield [self.glyphs[i] for i in order[start:start + self.config['batch_size']]]

    def step(self, batch: list[Glyph]) -> None:
        """One update of both models, and its lines.

        Raises LossNotFinite, and then nothing was learned from the batch.
        """
        state, session, progress = self.state, self.session, self.state.progress
        rate = learning_rate(self.config, progress.global_step, self.total_steps)
        update = state.image_model.train(batch, state.random)
        if not isfinite(update.loss):
            self.scalars(progress.global_step + 1, {'loss/train_step': update.loss})
            raise LossNotFinite(f'the loss is {update.loss} at step {progress.global_step + 1}; '
                                f'lower learning_rate ({self.config["learning_rate"]}) or resume from a backup')
        state.image_model.apply(update, rate * IMAGE_RATE)
        reader_loss = state.reader.train(batch, rate)
        session.one_step_trained = True
        epoch = progress.epoch
        progress.next_step(len(batch))
        session.global_step = progress.global_step
        self.loss, self.rate = update.loss, rate
        self.epochs.step(update.loss)
        smooth = state.smooth(update.loss)
        self.report()
        self.scalars(progress.global_step, {
            'loss/train_step': update.loss, 'smooth_loss/train_step': smooth, 'loss/reader': reader_loss,
            'lr/image_model': rate * IMAGE_RATE, 'lr/reader': rate
        }, epoch)

    def report(self) -> None:
        """The progress line."""
        self.session.emit(
            'progress', **vars(self.state.progress), max_step=self.steps_per_epoch, max_epoch=self.config['epochs'],
            loss=self.loss, smooth_loss=self.state.smooth_loss, learning_rate=self.rate
        )

    def scalars(self, step: int, values: dict[str, float], epoch: int | None = None) -> None:
        """The scalars line; the epoch is the one the step belongs to."""
        self.session.emit(
            'scalars', step=step, epoch=self.state.progress.epoch if epoch is None else epoch, values=values
        )

    def do_what_is_due(self, schedule: Schedule) -> None:
        """Validates, samples, backs up and saves on schedule."""
        config, step = self.config, self.state.progress.global_step

        def is_due(name: str, field: str) -> bool:
            return schedule.due(name, config[field], config[f'{field}_unit'], step)

        if config['validation'] and is_due('validation', 'validate_after'):
            self.validate()
        if config['samples'] and is_due('sample', 'sample_after'):
            self.outputs.try_and_log('sample', lambda: self.outputs.sample_default(None))
        if is_due('backup', 'backup_after'):
            self.outputs.try_and_log('backup', lambda: self.outputs.backup(None))
        if is_due('save', 'save_every'):
            self.outputs.try_and_log('save', lambda: self.outputs.save(None))

    def validate(self) -> None:
        """Loss and accuracy on the held-out set, always under the same noise.

        The epoch is the one progress shows at this moment.
        """
        state, progress = self.state, self.state.progress
        noise = Random(f'{self.config["seed"]}/validation')
        loss, correct, total = 0.0, 0, self.held_out.size
        with self.outputs.phase('validating', 'reading the held-out set'):
            for start in range(0, total, VALIDATION_BATCH):
                batch = [self.held_out[i] for i in range(start, min(total, start + VALIDATION_BATCH))]
                loss += state.image_model.loss(batch, noise) * len(batch) / total
                seen = state.reader.read([pixels for _, pixels in batch])
                correct += sum(digit == read for (digit, _), read in zip(batch, seen))
            self.read = {'accuracy': correct / total, 'correct': correct, 'total': total}
            self.session.emit(
                'validation', step=progress.global_step, epoch=progress.epoch, validation_loss=loss, concept=None,
                **self.read
            )
            self.scalars(
                progress.global_step,
                {'loss/validation_step/glyphs': loss, 'accuracy/validation_step/glyphs': correct / total}
            )

    def finish(self, ending: Ending) -> Ending:
        """Backs up and saves what was learned. Raises SaveFailed."""
        session, outputs = self.session, self.outputs
        session.paused = False
        if ending.outcome == 'released':
            return ending
        trained = session.one_step_trained
        if self.command_loop.wants_backup() or (trained and self.config['backup_before_save']):
            outputs.try_and_log('backup', lambda: outputs.backup_once(None))
        if trained:
            try:
                file = outputs.save_final()
            except (OSError, MemoryError) as error:
                raise SaveFailed(
                    f'training ended ({ending.message}), but the model could not be saved: {error}'
                ) from error
            ending.message += f'; the model is {file["path"]}'
        else:
            ending.message += '; nothing was trained, so no model was saved'
        self.command_loop.finish_stops(ending)
        return ending
