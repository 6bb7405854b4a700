"""What a run writes: pictures, backups and models. Each is announced when it is complete and verified."""
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import SystemRandom
from typing import Any

from bridge.builtin.backups import keep_newest, write_backup
from bridge.builtin.sampler import compose, digits_in, draw_digits
from bridge.builtin.state import State
from bridge.files import describe, file_stamp, free_name, safe_prompt, write_file
from bridge.png import grey_png
from bridge.session import Session

File = dict[str, Any]


class Outputs:
    """Writes into the job's folder. The methods take the id of the command that asked for it, or None."""

    def __init__(self, session: Session, state: State) -> None:
        self.session = session
        self.config = session.config
        self.job_dir = session.job_dir
        self.state = state
        self._backed_up: tuple[int, File] | None = None

    @contextmanager
    def phase(self, phase: str, message: str) -> Iterator[None]:
        """A phase, and training again after it."""
        self.session.status(phase, message)
        try:
            yield
        finally:
            self.session.status('training', 'held in memory' if self.session.paused else 'training')

    def try_and_log(self, what: str, do: Callable[[], Any]) -> None:
        """What no command asked for must not end a training: a failure goes to the log.

        A full disk may have room again later.
        """
        try:
            do()
        except (OSError, ValueError) as error:
            print(f'ERROR: the {what} failed, training goes on: {error}', file=sys.stderr)
            traceback.print_exc()

    def default_samples(self) -> list[tuple[int, dict[str, Any]]]:
        """Every enabled sample of the config and its position. Raises ValueError when there is none."""
        samples = [(i, sample) for i, sample in enumerate(self.config['samples']) if sample['enabled']]
        if not samples:
            raise ValueError('no samples in the config: add one to "samples", or ask for a custom sample')
        return samples

    def sample_default(self, command_id: str | None) -> list[File]:
        """Draws every enabled picture of the config.

        Raises ValueError when there is none or a prompt cannot be drawn.
        """
        files, problems = [], []
        for index, sample in self.default_samples():
            try:
                files.append(self.sample(sample, index, 'default', command_id))
            except ValueError as error:
                problems.append(f'sample {index}: {error}')
        if problems:
            raise ValueError(f'{len(files)} drawn, {len(problems)} not: ' + '; '.join(problems))
        return files

    def sample(self, sample: dict[str, Any], index: int, kind: str, command_id: str | None) -> File:
        """Draws one picture. Raises ValueError when the prompt names no digit."""
        digits = digits_in(sample['prompt'])
        seed = SystemRandom().randrange(2 ** 32) if sample['random_seed'] else sample['seed']
        steps, width, height = sample['diffusion_steps'], sample['width'], sample['height']
        progress = self.state.progress
        folder = 'custom' if kind == 'custom' else f'{index} - {safe_prompt(sample["prompt"])}'

        def on_step(step: int) -> None:
            self.session.emit('sample_progress', sample_type=kind, step=step, max_step=steps)

        with self.phase('sampling', f'drawing {sample["prompt"]}'):
            glyphs = draw_digits(self.state.image_model, digits, seed, steps, on_step)
            path = free_name(
                self.job_dir / 'samples' / folder, f'{file_stamp()}-training-sample-{progress.name()}', '.png'
            )
            write_file(path, grey_png(compose(glyphs, width, height)))
            file = describe(path, self.job_dir)
            self.session.emit(
                'sample', file=file, sample_type=kind, sample_index=index, step=progress.global_step,
                epoch=progress.epoch, prompt=sample['prompt'], negative_prompt=sample['negative_prompt'], seed=seed,
                width=width, height=height, command_id=command_id
            )
        return file

    def backup(self, command_id: str | None) -> File:
        """Writes a backup and deletes the oldest. Raises OSError."""
        folder = self.job_dir / 'backup'
        with self.phase('backing_up', 'writing a backup'):
            path = write_backup(self.state, folder)
            file = describe(path, self.job_dir)
            self._announce('backup', file, command_id)
            self._backed_up = (self.state.progress.global_step, file)
            if self.config['rolling_backup']:
                self.try_and_log(
                    'deletion of old backups', lambda: keep_newest(folder, self.config['rolling_backup_count'], path)
                )
        return file

    def backup_once(self, command_id: str | None) -> File:
        """A backup, unless this attempt has one of this very step."""
        return self.backup_of_this_step() or self.backup(command_id)

    def backup_of_this_step(self) -> File | None:
        """The backup of this very step, when this attempt has written one."""
        return self._backed_up[1] if self._backed_up and self._backed_up[0] == self.state.progress.global_step else None

    def save(self, command_id: str | None) -> File:
        """Saves the model as it is now. Raises OSError."""
        with self.phase('saving', 'saving the model'):
            path = free_name(self.job_dir / 'save', f'{file_stamp()}-save-{self.state.progress.name()}', '.json')
            write_file(path, self.state.model_json())
            file = describe(path, self.job_dir)
            self._announce('save', file, command_id, final=False)
        return file

    def save_final(self) -> File:
        """Saves the model under its final name. Raises OSError."""
        self.session.status('saving', 'saving the final model')
        path = self.job_dir / self.config['output_model_destination']
        write_file(path, self.state.model_json())
        file = describe(path, self.job_dir)
        self._announce('save', file, None, final=True)
        return file

    def _announce(self, kind: str, file: File, command_id: str | None, **more: Any) -> None:
        progress = self.state.progress
        self.session.emit(
            kind, file=file, step=progress.global_step, epoch=progress.epoch, epoch_step=progress.epoch_step,
            command_id=command_id, **more
        )
