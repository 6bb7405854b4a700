"""Pictures: announced with their true path, prompt, seed and size. OneTrainer's own callback carries none of them."""
import re
import sys
from collections.abc import Callable
from pathlib import Path
from random import SystemRandom
from typing import Any

from bridge.files import describe
from bridge.onetrainer.hooks import Abort, Original, arguments
from bridge.session import Session

INDEX = re.compile(r'(\d+) - ')


class NotDrawn(Exception):
    """A sample was left out because the run ends.

    The trainer goes on to the next one, and puts its weights back in order.
    """


class Samples:
    """Watches the sampler."""

    def __init__(self, session: Session, progress: Callable[[], Any], is_ending: Callable[[], bool]) -> None:
        self.session = session
        self.command_id: str | None = None
        self.drawn: list[dict[str, Any]] = []
        self.problems: list[str] = []
        self._progress = progress
        self._is_ending = is_ending
        self._file: tuple[Path, Any] | None = None

    def begin(self, command_id: str | None) -> None:
        """From now on the pictures belong to this command."""
        self.command_id, self.drawn, self.problems = command_id, [], []

    def written(self, path: str, output: Any) -> None:
        """A sampler has written a file."""
        self._file = (Path(path), output)

    def watch(self, original: Original) -> Original:
        """The sampler's sample(), watched. The bridge draws the number of a random seed, so that it can report it."""
        def sample(*args: Any, **kwargs: Any) -> Any:
            call = arguments(original, args, kwargs)
            config = call['sample_config']
            if config.random_seed:
                config.seed, config.random_seed = SystemRandom().randrange(2 ** 32), False
            call['destination'] = _free(call['destination'])
            self._file = None
            try:
                self._go_on()
                result = original(**call)
                self._announce(config, call['destination'])
            except Abort:
                self._note(self.problems, f'{config.prompt!r} was left out, the run ends')
                raise NotDrawn('left out, the run ends') from None
            except Exception as error:
                self._note(self.problems, f'{config.prompt!r}: {error}')
                if not isinstance(error, NotDrawn):
                    print(f'ERROR: the sample {config.prompt!r} failed, training goes on: {error!r}', file=sys.stderr)
                    self._report(config, call['destination'], error)
                raise
            return result
        return sample

    def _note(self, kept: list[Any], what: Any) -> None:
        # Only a command waits for an answer; what is drawn on schedule does not.
        if self.command_id is not None:
            kept.append(what)

    def _go_on(self) -> None:
        # What a command asked for is drawn although a stop waits behind it; what is only on schedule can be left out.
        if self._is_ending() and (self.command_id is None or self.session.orphaned or self.session.interrupted):
            raise Abort

    def on_default_step(self, step: int, max_step: int) -> None:
        """One denoising step of a sample of the config is done. Raises Abort when the run is to end."""
        self._step('default', step, max_step)

    def on_custom_step(self, step: int, max_step: int) -> None:
        """As on_default_step, of a custom sample."""
        self._step('custom', step, max_step)

    def _step(self, kind: str, step: int, max_step: int) -> None:
        self.session.emit('sample_progress', sample_type=kind, step=step, max_step=max_step)
        self._go_on()

    def _announce(self, config: Any, destination: str) -> None:
        if self._file is None or not self._file[0].is_file():
            raise OSError(f'the sampler wrote no file at {destination}')
        path, output = self._file
        width, height = _size(output.data, config)
        file = describe(path, self.session.job_dir)
        self._note(self.drawn, file)
        self.session.emit(
            'sample', file=file, negative_prompt=config.negative_prompt, width=width, height=height,
            **self._which(config, path)
        )

    def _report(self, config: Any, destination: str, error: Exception) -> None:
        message = str(error) or type(error).__name__
        self.session.emit('sample_failed', error=message[:2000], **self._which(config, Path(destination)))

    def _which(self, config: Any, path: Path) -> dict[str, Any]:
        """Which sample it is: OneTrainer has a folder for each of the config's list."""
        index, progress = INDEX.match(path.parent.name), self._progress()
        return {
            'sample_type': 'default' if index else 'custom', 'sample_index': int(index[1]) if index else 0,
            'step': progress.global_step, 'epoch': progress.epoch,
            'prompt': config.prompt, 'seed': config.seed, 'command_id': self.command_id
        }


def _size(data: Any, config: Any) -> tuple[int, int]:
    """Width and height that were drawn: samplers round what was asked for."""
    shape = getattr(data, 'shape', None)
    if shape is not None and len(shape) == 4:
        return int(shape[2]), int(shape[1])
    return (int(data.width), int(data.height)) if hasattr(data, 'width') else (config.width, config.height)


def _free(destination: str) -> str:
    """A destination, without suffix, that no file has:

    OneTrainer names samples by the second and would write over the last one.
    """
    folder, stem = Path(destination).parent, Path(destination).name
    names = {path.name.rsplit('.', 1)[0] for path in folder.iterdir()} if folder.is_dir() else set()
    number, free = 1, stem
    while free in names:
        number += 1
        free = f'{stem}-{number}'
    return str(folder / free)
