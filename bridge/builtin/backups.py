"""Backups: folders that are complete or absent, from which a run goes on exactly."""
import os
import re
import shutil
from pathlib import Path

from bridge.builtin.state import State
from bridge.files import free_name, stamp_after, sync_folder, write_file

NAME = re.compile(r'(\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d)-backup-(\d+)-(\d+)-(\d+)(?:-(\d+))?')


def write_backup(state: State, folder: Path) -> Path:
    """Writes a backup into the folder and returns its path. Raises OSError, and then leaves nothing behind."""
    path = free_name(folder, f'{stamp_after(_newest_stamp(folder))}-backup-{state.progress.name()}')
    partial = path.with_name(f'{path.name}.partial')
    try:
        write_file(partial / 'model.json', state.model_json())
        write_file(partial / 'optimizer.json', state.optimizer_json())
        write_file(partial / 'meta.json', state.meta_json())
        os.rename(partial, path)
    except OSError:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    sync_folder(folder)
    return path


def _newest_stamp(folder: Path) -> str | None:
    """Backups are in the order of their names: which is the newest must not depend on the clock."""
    matches = [NAME.fullmatch(path.name) for path in folder.iterdir()] if folder.is_dir() else []
    return max((match[1] for match in matches if match), default=None)


def read_backup(state: State, path: Path) -> None:
    """Takes over a backup. Raises ValueError when it is not a complete one."""
    if not path.is_dir():
        raise ValueError('there is no such folder')
    if not (path / 'meta.json').is_file():
        raise ValueError('it is not complete: meta.json is missing')
    try:
        state.load_model((path / 'model.json').read_bytes())
        state.load_optimizer((path / 'optimizer.json').read_bytes())
        state.load_meta((path / 'meta.json').read_bytes())
    except (OSError, KeyError, TypeError) as error:
        raise ValueError(f'it cannot be read: {error!r}') from error


def keep_newest(folder: Path, count: int, written: Path) -> None:
    """Deletes all but the newest backups.

    The one just written stays whatever the clock says; folders with other names are not ours.
    """
    found = []
    for path in folder.iterdir():
        if (match := NAME.fullmatch(path.name)) and path.is_dir() and path != written:
            stamp, *numbers = match.groups()
            found.append((stamp, [int(number or 1) for number in numbers], path))
    for _, _, path in sorted(found)[:max(0, len(found) - count + 1)]:
        # Renamed first: a crash in between leaves no backup that looks complete and is not.
        gone = path.rename(path.with_name(f'{path.name}.partial'))
        shutil.rmtree(gone)


def clear_partial(folder: Path) -> None:
    """Deletes what a killed attempt left unfinished."""
    for path in folder.glob('*.partial') if folder.is_dir() else ():
        if NAME.fullmatch(path.name.removesuffix('.partial')):
            shutil.rmtree(path)
