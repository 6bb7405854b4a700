"""What the built-in trainer does when it is told something, at a step boundary or while it is held."""
from collections.abc import Callable
from typing import Any

from bridge.builtin.outputs import Outputs
from bridge.builtin.state import State
from bridge.hold import Hold
from bridge.inbox import Command
from bridge.session import Ending, Session

SAMPLE_DEFAULTS: dict[str, Any] = {
    'enabled': True, 'negative_prompt': '', 'seed': 42, 'random_seed': False, 'width': 192, 'height': 192, 'diffusion_steps': 20
}


class Obedience:
    """Takes commands in the order they came. A command that cannot be carried out fails and training goes on."""

    def __init__(self, session: Session, state: State, outputs: Outputs) -> None:
        self.session = session
        self.state = state
        self.outputs = outputs
        self.wants_backup = False
        hold = Hold(session, outputs.backup)
        self._carry_out: dict[str, Callable[[Command], Ending | None]] = {
            'stop': self._stop, 'pause': hold.pause, 'resume': hold.resume, 'sample_default': self._sample_default,
            'sample_custom': self._sample_custom, 'backup': self._backup, 'save': self._save
        }

    def at_boundary(self) -> Ending | None:
        """Carries out what waits. Returns how the run is to end, or None to go on. Stays here while training is held."""
        while True:
            if self.session.orphaned:
                return Ending('stopped', 'supervisor_lost', 'the runner is gone; training stopped by itself')
            if self.session.interrupted:
                return Ending('stopped', 'user_stop', 'stopped by a signal')
            command = self.session.inbox.next(wait=self.session.paused)
            if command is None:
                if not self.session.paused:
                    return None
                continue
            try:
                ending = self._carry_out[command.name](command)
            except (OSError, ValueError, TypeError, KeyError) as error:
                command.failed(f'{command.name} failed: {error}')
                continue
            if ending:
                return ending

    def end_stops(self, ending: Ending) -> None:
        """The stop commands are done: the end is certain."""
        for command in self.session.inbox.unfinished('stop'):
            if command.args.get('backup') and not self.outputs.is_backed_up():
                command.failed(f'{ending.message}; but the backup that was asked for could not be written, the log says why')
            else:
                command.done(ending.message)

    def _stop(self, command: Command) -> Ending:
        self.wants_backup = bool(command.args.get('backup'))
        command.running('stopping at this step')
        return Ending('stopped', 'user_stop', 'stopped as asked')

    def _sample_default(self, command: Command) -> None:
        command.running('drawing the samples of the config')
        files = self.outputs.sample_default(command.id)
        command.done(f'{len(files)} samples drawn', files[-1])

    def _sample_custom(self, command: Command) -> None:
        command.running('drawing a sample')
        sample = {**SAMPLE_DEFAULTS, **command.args}
        if 'prompt' not in sample:
            raise ValueError('prompt is missing')
        command.done('sample drawn', self.outputs.sample(sample, 0, 'custom', command.id))

    def _backup(self, command: Command) -> None:
        command.running('writing a backup')
        command.done('backup written and verified', self.outputs.backup(command.id))

    def _save(self, command: Command) -> None:
        if self.state.progress.global_step == 0:
            raise ValueError('nothing is trained yet, so there is no model to save')
        command.running('saving the model')
        command.done('model saved and verified', self.outputs.save(command.id))
