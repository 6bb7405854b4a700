"""Going on from a backup: from exactly the one that was named, or not at all."""
import re
from pathlib import Path
from typing import Any

from bridge.files import free_name
from bridge.onetrainer.checkout import Checkout
from bridge.onetrainer.verify import check_backup
from bridge.session import Session, StartFailed

NAME = re.compile(r'\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d-backup-\d+-\d+-\d+')


def set_incomplete_aside(job_dir: Path) -> None:
    """Moves backups without meta.json to the folder `incomplete`: nothing resumes from them, and rolling_backup would
    keep them in place of good ones. They are not deleted: a damaged one may hold all but that file."""
    folder = job_dir / 'backup'
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if NAME.fullmatch(path.name) and path.is_dir() and not (path / 'meta.json').is_file():
            aside = free_name(job_dir / 'incomplete', path.name)
            aside.parent.mkdir(exist_ok=True)
            path.rename(aside)
            print(f'{path.name} is not complete and was moved to {aside.relative_to(job_dir)}')


def prepare(session: Session, ot: Checkout, config: Any) -> int:
    """Makes OneTrainer take the backup of spec.json.

    Returns the step it goes on from, 0 without one. Raises StartFailed.
    """
    wanted = session.spec.get('resume_from')
    path = Path(session.job_dir / wanted).resolve() if wanted is not None else None
    if path is None:
        set_incomplete_aside(session.job_dir)
        return 0
    try:
        if not path.is_relative_to(session.job_dir):
            raise ValueError('it is outside the folder of the job')
        progress = check_backup(path)
    except ValueError as error:
        raise StartFailed(f'cannot resume from {wanted}: {error}') from error
    if progress['epoch'] >= config.epochs:
        raise StartFailed(
            f'cannot resume: {progress["epoch"]} epochs are trained and epochs is {config.epochs}; '
            'raise epochs to go on'
        )
    set_incomplete_aside(session.job_dir)
    # OneTrainer takes the folder with the greatest name, complete or not.
    ot.train_config.get_last_backup_path = lambda self: str(path)
    return progress['global_step']


def check_resumed(trainer: Any, step: int, wanted: str | None) -> None:
    """Raises StartFailed when the trainer begins anywhere else than at the step of the backup: without one
    OneTrainer starts from zero silently."""
    at = trainer.model.train_progress.global_step
    if at != step:
        raise StartFailed(
            f'cannot resume from {wanted}: OneTrainer would begin at step {at}, the backup is of step {step}'
        )
