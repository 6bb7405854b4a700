"""The commands of a run, carried out one after the other at boundaries where training can stand still.

The same for every trainer.
"""
from collections import deque
from collections.abc import Callable
from typing import Any, Protocol

from bridge.inbox import Command
from bridge.session import Ending, Session

File = dict[str, Any]


class Trainer(Protocol):
    """What a trainer does for a command.

    A method that raises one of `failures` fails its command, and training continues.
    """

    failures: tuple[type[Exception], ...]

    def check_default_samples(self) -> None:
        """Raises ValueError when the config has no sample to draw."""

    def custom_sample(self, args: dict[str, Any]) -> Any:
        """The sample that the arguments of a command describe. Raises ValueError when they describe none."""

    def draw(self, custom: Any | None, command_id: str) -> list[File]:
        """Draws a custom sample, or with None the samples of the config. Raises unless every one was drawn."""

    def backup(self, command_id: str | None) -> File:
        """Writes a backup of this step."""

    def save(self, command_id: str) -> File:
        """Saves the model of this step."""

    def backup_of_this_step(self) -> File | None:
        """The backup of this very step, when this attempt has written one."""


class CommandLoop:
    """Takes commands in the order they came, so that none is lost behind a stop. Runs in the training thread."""

    def __init__(self, session: Session, trainer: Trainer) -> None:
        self.ending: Ending | None = None
        """How the run is to end, once that is decided."""
        self._session = session
        self._trainer = trainer
        self._waiting: deque[Command] = deque()
        self._handlers: dict[str, Callable[[Command], Ending | None]] = {
            'stop': self._stop, 'pause': self._pause, 'resume': self._resume, 'sample_default': self._sample_default,
            'sample_custom': self._sample_custom, 'backup': self._backup, 'save': self._save
        }

    def is_ending(self) -> bool:
        """True when an end is decided or asked for, whether or not it is its turn."""
        session = self._session
        return self.ending is not None or self._must_end() or bool(session.inbox.unfinished('stop'))

    def wants_backup(self) -> bool:
        """True when the run must not end without a backup."""
        return self._session.orphaned or any(
            command.args.get('backup') for command in self._session.inbox.unfinished('stop')
        )

    def at_boundary(self) -> Ending | None:
        """Carries out what waits; stays here while training is held.

        Returns how the run is to end, or None to continue.
        """
        while self.ending is None:
            if self._must_end():
                self.ending = self.requested_ending()
                break
            command = self._waiting.popleft() if self._waiting else self._session.inbox.next(wait=self._session.paused)
            if command is not None:
                self.ending = self._carry_out(command)
            elif not self._session.paused:
                break
        return self.ending

    def between_boundaries(self) -> Ending | None:
        """Takes nothing but an end whose turn it is, where gradients are pending. Returns it, or None to continue."""
        if self.ending is None:
            self._receive()
            if self._must_end() or (self._waiting and self._waiting[0].name == 'stop'):
                self.ending = self.requested_ending()
        return self.ending

    def requested_ending(self) -> Ending:
        """The end that was asked for, announced to every stop command."""
        if self._session.orphaned:
            return Ending('stopped', 'supervisor_lost', 'the runner is gone; training stopped by itself')
        for command in self._session.inbox.unfinished('stop'):
            command.running('stopping')
        return Ending(
            'stopped', 'user_stop', 'stopped by a signal' if self._session.interrupted else 'stopped as asked'
        )

    def finish_earlier_commands(self) -> None:
        """Carries out what was sent before the stop that ends the run, or before its last step."""
        self._receive()
        while self._waiting and not self._must_end():
            command = self._waiting.popleft()
            if command.name in ('stop', 'pause'):
                return
            self._carry_out(command)

    def finish_stops(self, ending: Ending) -> None:
        """Ends every stop command: the end is certain by now."""
        for command in self._session.inbox.unfinished('stop'):
            backup = self._trainer.backup_of_this_step() if command.args.get('backup') else None
            if command.args.get('backup') and backup is None:
                command.failed(
                    f'{ending.message}; but the backup that was asked for could not be written, the log says why'
                )
            else:
                command.done(ending.message, backup)

    def _must_end(self) -> bool:
        return self._session.orphaned or self._session.interrupted

    def _receive(self) -> None:
        while (command := self._session.inbox.next()) is not None:
            self._waiting.append(command)

    def _carry_out(self, command: Command) -> Ending | None:
        try:
            return self._handlers[command.name](command)
        except self._trainer.failures as error:
            command.failed(f'{command.name} failed: {error}')
            return None

    def _stop(self, command: Command) -> Ending:
        return self.requested_ending()

    def _pause(self, command: Command) -> Ending | None:
        if command.args.get('mode', 'hold') == 'release':
            command.running('writing a backup to resume from')
            file = self._trainer.backup(command.id)
            command.done('backed up; the process ends and the device is free', file)
            return Ending('released', 'released', f'released; resume goes on from {file["path"]}')
        if not self._session.paused:
            self._session.paused = True
            self._session.status('training', 'held in memory')
        command.done('held in memory')
        return None

    def _resume(self, command: Command) -> None:
        if not self._session.paused:
            command.failed('training is not paused')
            return
        self._session.paused = False
        self._session.status('training', 'training')
        command.done('training goes on')

    def _sample_default(self, command: Command) -> None:
        self._trainer.check_default_samples()
        command.running('drawing the samples of the config')
        files = self._trainer.draw(None, command.id)
        command.done(f'{len(files)} samples drawn', files[-1])

    def _sample_custom(self, command: Command) -> None:
        sample = self._trainer.custom_sample(command.args)
        command.running('drawing a sample')
        command.done('sample drawn', self._trainer.draw(sample, command.id)[-1])

    def _backup(self, command: Command) -> None:
        command.running('writing a backup')
        command.done('backup written and verified', self._trainer.backup(command.id))

    def _save(self, command: Command) -> None:
        if self._session.global_step == 0:
            raise ValueError('nothing is trained yet, so there is no model to save')
        command.running('saving the model')
        command.done('model saved and verified', self._trainer.save(command.id))
