"""Backups and models: announced when they are complete and verified, and reported when they are not."""
import sys
from dataclasses import dataclass
from os.path import relpath
from pathlib import Path
from typing import Any

from bridge.files import describe
from bridge.onetrainer.hooks import Original, arguments
from bridge.onetrainer.verify import check_backup, check_model
from bridge.session import Session

File = dict[str, Any]


@dataclass
class Writing:
    """One call of the model saver. The trainer swallows what goes wrong in it for backups and saves."""

    kind: str
    path: Path
    progress: dict[str, int]
    error: Exception | None = None


class Artifacts:
    """Watches the model saver. announce_written() checks the disk after each of its calls, once the trainer has
    moved on."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.command_id: str | None = None
        self.final: File | None = None
        self.problem: Exception | None = None
        self._backed_up: tuple[int, File] | None = None
        self._last: File | None = None
        self._pending: list[Writing] = []

    def watch(self, original: Original) -> Original:
        """The saver's save(), watched."""
        def save(*args: Any, **kwargs: Any) -> Any:
            call = arguments(original, args, kwargs)
            path, progress = Path(call['output_model_destination']), call['model'].train_progress
            writing = Writing(self._kind(str(call['output_model_format']), path), path,
                              {name: getattr(progress, name) for name in ('epoch', 'epoch_step', 'global_step')})
            self._pending.append(writing)
            try:
                return original(*args, **kwargs)
            except Exception as error:
                writing.error = error
                raise
        return save

    def _kind(self, form: str, path: Path) -> str:
        if form == 'INTERNAL':
            return 'backup'
        return 'save' if path.parent == self.session.job_dir / 'save' else 'final'

    def announce_written(self) -> None:
        """Announces what was written since the last call, and reports on stderr what failed.

        Cheap when nothing was written.
        """
        while self._pending:
            writing = self._pending.pop(0)
            try:
                self._announce(writing)
            except (OSError, ValueError) as error:
                self.problem = writing.error or error
                print(f'ERROR: the {writing.kind} {writing.path.name} failed: {self.problem!r}', file=sys.stderr)
                _drop_torn(writing)

    def _announce(self, writing: Writing) -> None:
        if writing.error is not None:
            raise ValueError(str(writing.error))
        check_backup(writing.path) if writing.kind == 'backup' else check_model(writing.path)
        file, progress = self.describe(writing.path), writing.progress
        shared = {'file': file, 'step': progress['global_step'], 'epoch': progress['epoch'],
                  'epoch_step': progress['epoch_step'], 'command_id': self.command_id}
        self._last = file
        if writing.kind == 'backup':
            self._backed_up = (progress['global_step'], file)
            self.session.emit('backup', **shared)
        else:
            self.final = file if writing.kind == 'final' else self.final
            self.session.emit('save', **shared, final=writing.kind == 'final')

    def describe(self, path: Path) -> File:
        """The File of a path; of one outside the job's folder, where a config may put the model, the path leads
        there with `..`."""
        inside = path.is_relative_to(self.session.job_dir)
        if inside:
            return describe(path, self.session.job_dir)
        return {**describe(path, path.parent), 'path': relpath(path, self.session.job_dir)}

    def begin(self, command_id: str | None) -> None:
        """From now on what is written belongs to this command."""
        self.command_id, self._last, self.problem = command_id, None, None

    def finish(self, what: str) -> File:
        """What was written since begin(). Raises OSError when nothing was."""
        self.announce_written()
        self.command_id = None
        if self._last is None:
            raise OSError(
                f'the {what} could not be written: {self.problem or "nothing was found on disk"}; the log says why'
            )
        return self._last

    def backup_at(self, step: int) -> File | None:
        """The backup of that very step, when this attempt has written one."""
        return self._backed_up[1] if self._backed_up and self._backed_up[0] == step else None


def _drop_torn(writing: Writing) -> None:
    """Removes the file of a failed save that nobody could load; the trainer leaves it.

    A whole model of an earlier run stays.
    """
    if writing.kind == 'backup' or not writing.path.is_file():
        return
    try:
        check_model(writing.path)
    except ValueError:
        writing.path.unlink()
