"""Runs an unmodified OneTrainer in this process, in its main thread, and reports what it does."""
import gc
import sys
import traceback
from concurrent.futures import ThreadPoolExecutor
from os import environ
from time import monotonic
from typing import Any

from bridge.command_loop import CommandLoop
from bridge.onetrainer.artifacts import Artifacts
from bridge.onetrainer.checkout import Checkout, device_in_words, enter, load
from bridge.onetrainer.commands import OneTrainerCommands
from bridge.onetrainer.gpu_memory import GpuMemory
from bridge.onetrainer.hooks import Abort, Faults, watch_caching, watch_made, watch_sample_files, watch_scalars
from bridge.onetrainer.phases import phase_of
from bridge.onetrainer.resume import check_resumed, prepare
from bridge.onetrainer.samples import Samples
from bridge.onetrainer.settings import make_config
from bridge.onetrainer.steps import Steps
from bridge.session import Ending, LossNotFinite, SaveFailed, Session

CACHING_SECONDS = 1.0
"""The least time between two lines that count the caching."""


def train(session: Session) -> Ending:
    """Trains as config.json says with the OneTrainer of ONETRAINER_DIR.

    Raises StartFailed, SaveFailed, LossNotFinite or what OneTrainer raised.
    """
    session.status('loading', 'importing OneTrainer')
    ot = load(enter(environ))
    config = make_config(session, ot)
    step = prepare(session, ot, config)
    run = Run(session, ot, config)
    if not run.start(step):
        return run.finish()
    session.ready('onetrainer', ot.version, device_in_words(config.train_device), session.spec.get('resume_from'))
    run.train()
    return run.finish()


class Run:
    """One attempt of OneTrainer."""

    def __init__(self, session: Session, ot: Checkout, config: Any) -> None:
        self.session = session
        self.ot = ot
        self.config = config
        self.stop_flag = ot.commands()
        """OneTrainer's own command object, which its loop reads after each step."""
        self.faults = Faults()
        self.steps = Steps(session, GpuMemory(config.train_device))
        self.artifacts = Artifacts(session)
        self.samples = Samples(
            session, lambda: self.trainer.model.train_progress, lambda: self.command_loop.is_ending()
        )
        self.commands = OneTrainerCommands(session, ot, self.artifacts, self.samples)
        self.command_loop = CommandLoop(session, self.commands)
        self.trainer: Any = None
        self._status = ''
        self._begun = False
        self._counted_at = 0.0

    def start(self, step: int) -> bool:
        """Loads the model; False when the end was asked for meanwhile. `step` is where it must begin."""
        self._look_in()
        guard, samples = self.faults.guard, self.samples
        callbacks = self.ot.callbacks(
            on_update_train_progress=guard(self.on_progress), on_update_status=guard(self.on_status),
            on_update_sample_default_progress=guard(samples.on_default_step),
            on_update_sample_custom_progress=guard(samples.on_custom_step))
        try:
            self.trainer = self.commands.trainer = self.ot.create.create_trainer(self.config, callbacks, self.stop_flag)
            self.trainer.start()
            check_resumed(self.trainer, step, self.session.spec.get('resume_from'))
        except Abort:
            self.command_loop.ending = self.command_loop.requested_ending()
            return False
        except BaseException:
            self._close()
            raise
        self.session.global_step = step
        return True

    def _look_in(self) -> None:
        ot, guard = self.ot, self.faults.guard
        watch_scalars(ot, guard(self.steps.scalar))
        watch_made(ot, 'create_model_sampler', 'sample', self.samples.watch)
        watch_made(ot, 'create_model_saver', 'save', self.artifacts.watch)
        watch_sample_files(ot, guard(self.samples.written))
        watch_caching(ot, guard(self.on_cached))

    def on_status(self, status: str) -> None:
        """OneTrainer is at something else. Loading and caching are left at once when the end was asked for."""
        self.artifacts.announce_written()
        phase = phase_of(status)
        if status != self._status or phase != self.session.phase:
            self._status = status
            self.session.status(phase, status)
        if phase in ('loading', 'caching') and self.command_loop.is_ending():
            raise Abort
        if phase == 'training' and not self._begun:
            self._begun = True
            # Nothing is trained yet and no gradient pends: the first moment at which commands can be carried out.
            self._run_commands(at_boundary=True)
            if self.command_loop.ending is not None:
                raise Abort

    def on_cached(self, done: int, total: int) -> None:
        """So many files are cached.

        Raises Abort when the end was asked for: OneTrainer itself would cache to the end first.
        """
        now = monotonic()
        if done in (1, total) or now - self._counted_at >= CACHING_SECONDS:
            self._counted_at = now
            self.session.status('caching', f'caching {done} of {total}')
        if self.command_loop.is_ending():
            raise Abort

    def on_progress(self, progress: Any, max_step: int, max_epoch: int) -> None:
        """A step is done, or an epoch. OneTrainer looks for a stop right after this."""
        step = self.session.global_step = progress.global_step
        self.session.one_step_trained = self.trainer.one_step_trained
        self.artifacts.announce_written()
        self.steps.done(progress.epoch, progress.epoch_step, progress.epoch_sample, step, max_step, max_epoch)
        if progress.epoch_step != max_step:
            # After the last step of an epoch this is called once more, and a backup then resumes at the beginning of
            # the next one.
            self._run_commands(at_boundary=step % self.config.gradient_accumulation_steps == 0)

    def _run_commands(self, at_boundary: bool) -> None:
        """Carries out what waits, and passes an end on to OneTrainer.

        Between two updates gradients are pending: only an end is taken there.
        """
        if self.command_loop.ending is not None:
            return
        if self.command_loop.at_boundary() if at_boundary else self.command_loop.between_boundaries():
            self.stop_flag.stop()

    def train(self) -> None:
        """Trains to the end or to the stop. Raises what OneTrainer raised, after what can be rescued is rescued."""
        self.steps.epochs.begin()
        try:
            self.trainer.train()
        except Abort:
            self.command_loop.ending = self.command_loop.ending or self.command_loop.requested_ending()
            _stop_workers()
        except BaseException as error:
            self.session.one_step_trained = self.trainer.one_step_trained
            nan = isinstance(error, RuntimeError) and 'NaN' in str(error)
            if nan:
                self.steps.scalar('loss/train_step', float('nan'), self._progress().global_step)
            self._rescue(spoiled=nan)
            if nan:
                raise LossNotFinite(f'{error} It was step {self._progress().global_step + 1}; lower learning_rate '
                                    f'({self.config.learning_rate}) or resume from a backup') from error
            raise

    def _progress(self) -> Any:
        return self.trainer.model.train_progress

    def _rescue(self, spoiled: bool) -> None:
        """After an error a backup keeps what was learned.

        The model's own file is not written: it would look like that of a run that went well.
        """
        self.steps.flush(self._progress().epoch)
        self.artifacts.announce_written()
        if self.session.one_step_trained and self.config.backup_before_save and not spoiled:
            try:
                self.commands.backup(None)
            except Exception as error:
                print(f'ERROR: no backup could be written after the error: {error!r}', file=sys.stderr)
        self._close()

    def _close(self) -> None:
        """Lets OneTrainer put away what it opened, without saving."""
        if self.trainer is None:
            return
        self.trainer.one_step_trained = False
        try:
            self.trainer.end()
        except Exception as error:
            print(f'ERROR: OneTrainer could not close: {error!r}', file=sys.stderr)
            traceback.print_exc()

    def finish(self) -> Ending:
        """Backs up and saves what was learned, and returns how the run ended, judged by what is on disk.

        Raises SaveFailed.
        """
        session, command_loop, trainer = self.session, self.command_loop, self.trainer
        if session.is_ready:
            self.steps.flush(self._progress().epoch)
            session.one_step_trained = trainer.one_step_trained
            command_loop.finish_earlier_commands()
        session.paused = False
        trained = session.one_step_trained
        ending = command_loop.ending or self._unasked(trained)
        if ending.outcome == 'released' or not trained:
            self._backup_untrained(ending)
            self._close()
        else:
            self._save(ending)
        if ending.outcome == 'stopped' and not trained:
            ending.message += '; nothing was trained, so no model was saved'
        command_loop.finish_stops(ending)
        return ending

    def _unasked(self, trained: bool) -> Ending:
        if trained:
            return Ending('completed', 'finished', f'all {self.config.epochs} epochs are trained')
        if self.config.only_cache:
            return Ending('completed', 'finished', 'everything is cached; only_cache is on, so nothing was trained')
        if not self._begun:
            return Ending('error', 'nothing_trained',
                          'not one batch could be made of the training images, so nothing was trained and there is '
                          'no model: batch_size is larger than what the concepts hold, or no concept is enabled')
        return Ending('error', 'nothing_trained',
                      'the run ended before the first optimizer update, so there is no model: '
                      f'gradient_accumulation_steps ({self.config.gradient_accumulation_steps}) is more than its steps')

    def _backup_untrained(self, ending: Ending) -> None:
        """A stop that asked for a backup gets one of a model that was resumed, too."""
        has_trained = self.session.is_ready and self.session.global_step > 0
        if ending.outcome == 'stopped' and has_trained and self.command_loop.wants_backup():
            try:
                self.commands.backup(None)
            except Exception as error:
                print(f'ERROR: the backup failed: {error!r}', file=sys.stderr)

    def _save(self, ending: Ending) -> None:
        if self.command_loop.wants_backup():
            self.config.backup_before_save = True
        if self.config.backup_before_save and self.artifacts.backup_at(self.session.global_step) is not None:
            # This very step is backed up already.
            self.config.backup_before_save = False
        self.artifacts.begin(None)
        try:
            self.trainer.end()
            self.artifacts.announce_written()
        except Exception as error:
            self.artifacts.announce_written()
            raise SaveFailed(f'training ended ({ending.message}), but the model could not be saved: {error}') from error
        if self.artifacts.final is None:
            raise SaveFailed(f'training ended ({ending.message}), '
                             f'but no model is at {self.config.output_model_destination}: '
                             f'{self.artifacts.problem or "OneTrainer wrote none"}') from self.artifacts.problem
        ending.message += f'; the model is {self.artifacts.final["path"]}'


def _stop_workers() -> None:
    """Cancels what the caching still has in its queue; else the process would do it all before it ends."""
    for thing in gc.get_objects():
        if isinstance(thing, ThreadPoolExecutor):
            thing.shutdown(wait=True, cancel_futures=True)
