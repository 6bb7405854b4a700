"""What the bridge does when it is told something: at an optimizer boundary, while training is held, and once more before the end."""
from collections import deque
from collections.abc import Callable
from typing import Any

from bridge.hold import Hold
from bridge.inbox import Command
from bridge.onetrainer.checkout import Checkout
from bridge.onetrainer.samples import Samples
from bridge.onetrainer.settings import take
from bridge.onetrainer.written import File, Written
from bridge.session import Ending, Session, StartFailed

PRIVATE = '_GenericTrainer__'


class Obedience:
    """Takes commands in the order they came, one after the other, so that none is lost behind a stop. Runs in the training thread."""

    def __init__(self, session: Session, ot: Checkout, commands: Any, written: Written, samples: Samples) -> None:
        self.session = session
        self.ot = ot
        self.written = written
        self.samples = samples
        self.ending: Ending | None = None
        self.trainer: Any = None
        self._commands = commands
        self._waiting: deque[Command] = deque()
        hold = Hold(session, self.backup)
        self._carry_out: dict[str, Callable[[Command], Ending | None]] = {
            'stop': self._stop, 'pause': hold.pause, 'resume': hold.resume, 'sample_default': self._sample_default,
            'sample_custom': self._sample_custom, 'backup': self._backup, 'save': self._save
        }

    def is_ending(self) -> bool:
        """True when somebody asked for the end, whether or not it is its turn."""
        session = self.session
        return self.ending is not None or session.orphaned or session.interrupted or bool(session.inbox.unfinished('stop'))

    def wants_backup(self) -> bool:
        """True when the end must not come without a backup."""
        return self.session.orphaned or any(command.args.get('backup') for command in self.session.inbox.unfinished('stop'))

    def after_step(self, at_boundary: bool) -> None:
        """Carries out what waits. Between two updates gradients are pending, so only an end is taken then. Stays here while training is held."""
        if self.ending is not None:
            return
        while (command := self.session.inbox.next()) is not None:
            self._waiting.append(command)
        if at_boundary:
            ending = self._at_boundary()
        elif self.session.orphaned or self.session.interrupted or self._waiting and self._waiting[0].name == 'stop':
            ending = self.ending_asked_for()
        else:
            return
        if ending is not None:
            self.ending = ending
            self._commands.stop()

    def ending_asked_for(self) -> Ending:
        """The end that was asked for, said to those who asked."""
        if self.session.orphaned:
            return Ending('stopped', 'supervisor_lost', 'the runner is gone; training stopped by itself')
        for command in self.session.inbox.unfinished('stop'):
            command.running('stopping')
        return Ending('stopped', 'user_stop', 'stopped by a signal' if self.session.interrupted else 'stopped as asked')

    def _at_boundary(self) -> Ending | None:
        while True:
            if self.session.orphaned or self.session.interrupted:
                return self.ending_asked_for()
            command = self._waiting.popleft() if self._waiting else self.session.inbox.next(wait=self.session.paused)
            if command is None:
                if not self.session.paused:
                    return None
                continue
            ending = self._obey(command)
            if ending:
                return ending

    def _obey(self, command: Command) -> Ending | None:
        try:
            return self._carry_out[command.name](command)
        except Exception as error:
            # Whatever a sampler or a saver raises: the command has failed and training goes on.
            command.failed(f'{command.name} failed: {error}')
            return None

    def finish_what_came_before_the_stop(self) -> None:
        """Carries out what was asked for before the stop that ends the run, or before its last step."""
        while (command := self.session.inbox.next()) is not None:
            self._waiting.append(command)
        while self._waiting and not (self.session.orphaned or self.session.interrupted):
            command = self._waiting.popleft()
            if command.name in ('stop', 'pause'):
                return
            self._obey(command)

    def end_stops(self, ending: Ending, step: int) -> None:
        """The stop commands are done: the end is certain."""
        for command in self.session.inbox.unfinished('stop'):
            backup = self.written.backup_at(step)
            if command.args.get('backup') and backup is None:
                command.failed(f'{ending.message}; but the backup that was asked for could not be written, the log says why')
            else:
                command.done(ending.message, backup if command.args.get('backup') else None)

    def _stop(self, command: Command) -> Ending:
        return self.ending_asked_for()

    def _sample_default(self, command: Command) -> None:
        if not any(sample.enabled for sample in self.trainer.config.samples):
            raise ValueError('no samples in the config: add one to "samples", or ask for a custom sample')
        command.running('drawing the samples of the config')
        self._draw(command, None)

    def _sample_custom(self, command: Command) -> None:
        sample = self.ot.sample_config.default_values(self.trainer.config.model_type)
        try:
            problems = take(sample, {'__version': sample.config_version, **command.args, 'enabled': True}, self.ot)
        except StartFailed as error:
            problems = [str(error)]
        if not command.args.get('prompt'):
            problems.append('/prompt is missing')
        if problems:
            raise ValueError('; '.join(problems))
        command.running('drawing a sample')
        self._draw(command, [sample])

    def _draw(self, command: Command, samples: list[Any] | None) -> None:
        trainer = self.trainer
        self.samples.begin(command.id)
        try:
            self._private('sample_during_training')(trainer.model.train_progress, trainer.train_device, samples)
        finally:
            self.samples.command_id = None
            self._back_to_training()
        drawn, problems = self.samples.drawn, self.samples.problems
        if problems or not drawn:
            raise ValueError(f'{len(drawn)} drawn, {len(problems)} not: ' + '; '.join(problems))
        command.done(f'{len(drawn)} samples drawn', drawn[-1])

    def _backup(self, command: Command) -> None:
        command.running('writing a backup')
        command.done('backup written and verified', self.backup(command.id))

    def _save(self, command: Command) -> None:
        if self.trainer.model.train_progress.global_step == 0:
            raise ValueError('nothing is trained yet, so there is no model to save')
        command.running('saving the model')
        command.done('model saved and verified', self._write('save', command.id))

    def backup(self, command_id: str | None) -> File:
        """A backup as it stands now. Raises OSError."""
        return self._write('backup', command_id)

    def _write(self, what: str, command_id: str | None) -> File:
        trainer = self.trainer
        self.written.settle()
        self.written.begin(command_id)
        try:
            trainer.model.evict()
            self._private(what)(trainer.model.train_progress)
            trainer.model_setup.setup_train_device(trainer.model, trainer.config)
        finally:
            self._back_to_training()
        return self.written.finish(what)

    def _private(self, name: str) -> Callable[..., None]:
        """A step of OneTrainer's own loop. It has no public way to draw or back up while it is held, or after the last step."""
        found = getattr(self.trainer, PRIVATE + name, None)
        if found is None:
            raise ValueError(f'this OneTrainer has no {name} that can be called from outside')
        return found

    def _back_to_training(self) -> None:
        self.session.status('training', 'held in memory' if self.session.paused else 'training')
