"""Both pauses and what ends them: the same for every trainer, at a boundary where training can stand still."""
from collections.abc import Callable
from typing import Any

from bridge.inbox import Command
from bridge.session import Ending, Session


class Hold:
    """Holds training in memory, lets it go on, or releases the device. `backup` writes one for a command and may raise OSError."""

    def __init__(self, session: Session, backup: Callable[[str], dict[str, Any]]) -> None:
        self._session = session
        self._backup = backup

    def pause(self, command: Command) -> Ending | None:
        """Held, the model stays in memory; released, the run ends with a backup to resume from."""
        if command.args.get('mode', 'hold') == 'release':
            command.running('writing a backup to resume from')
            file = self._backup(command.id)
            command.done('backed up; the process ends and the device is free', file)
            return Ending('released', 'released', f'released; resume goes on from {file["path"]}')
        if not self._session.paused:
            self._session.paused = True
            self._session.status('training', 'held in memory')
        command.done('held in memory')
        return None

    def resume(self, command: Command) -> None:
        """Training goes on where it was held."""
        if not self._session.paused:
            command.failed('training is not paused')
            return
        self._session.paused = False
        self._session.status('training', 'training')
        command.done('training goes on')
