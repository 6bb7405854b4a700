"""Where the bridge looks into OneTrainer: its classes are wrapped in this process, its files are left alone."""
import inspect
import sys
import traceback
from collections import Counter
from collections.abc import Callable
from functools import wraps
from typing import Any

from bridge.onetrainer.checkout import Checkout

Original = Callable[..., Any]


class Abort(BaseException):
    """Leaves the trainer at once. It is no Exception, so the trainer's own suppress() and except let it through."""


class Faults:
    """Reports what goes wrong in the bridge's own code.

    OneTrainer would swallow it, and a lost line would look like a quiet run.
    """

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def guard(self, function: Original) -> Original:
        """The function, whose exceptions are reported and go no further: a fault of the bridge does not end a
        training."""
        name = function.__name__

        def guarded(*args: Any) -> None:
            try:
                function(*args)
            except Exception as error:
                self.report(name, error)
        return guarded

    def report(self, name: str, error: Exception) -> None:
        """Prints the first of its kind whole, and later ones at each power of ten."""
        kind = f'{name}: {type(error).__name__}'
        self._seen[kind] += 1
        count = self._seen[kind]
        if count == 1:
            print(f'ERROR: the bridge failed in {name}, training goes on: {error!r}', file=sys.stderr)
            traceback.print_exception(error)
        elif str(count).strip('0') == '1':
            print(f'ERROR: the bridge failed {count} times in {kind}', file=sys.stderr)


def arguments(original: Original, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
    """The arguments of a call by name, however they were passed."""
    return dict(inspect.signature(original).bind(*args, **kwargs).arguments)


def watch_scalars(ot: Checkout, scalar: Callable[[str, Any, int | None], None]) -> None:
    """Calls scalar(tag, value, step) for every metric OneTrainer writes for TensorBoard."""
    original = ot.summary_writer.add_scalar

    @wraps(original)
    def add_scalar(
        self: Any, tag: str, scalar_value: Any, global_step: int | None = None, *args: Any, **kwargs: Any
    ) -> Any:
        scalar(tag, scalar_value, global_step)
        return original(self, tag, scalar_value, global_step, *args, **kwargs)
    ot.summary_writer.add_scalar = add_scalar


def watch_made(ot: Checkout, factory: str, method: str, wrap: Callable[[Original], Original]) -> None:
    """Wraps a method of the object that a factory method of BaseTrainer makes."""
    original = getattr(ot.base_trainer, factory)

    @wraps(original)
    def make(*args: Any, **kwargs: Any) -> Any:
        made = original(*args, **kwargs)
        setattr(made, method, wrap(getattr(made, method)))
        return made
    setattr(ot.base_trainer, factory, make)


def watch_sample_files(ot: Checkout, written: Callable[[str, Any], None]) -> None:
    """Calls written(path, output) when a sampler has written a file. The callback for samples carries no path."""
    original = ot.sampler.save_sampler_output

    @wraps(original)
    def save_sampler_output(*args: Any, **kwargs: Any) -> None:
        original(*args, **kwargs)
        call = arguments(original, args, kwargs)
        output = call['sampler_output']
        form = call.get(f'{output.file_type.name.lower()}_format')
        if form is not None:
            written(call['destination'] + form.extension(), output)
    ot.sampler.save_sampler_output = staticmethod(save_sampler_output)


def watch_caching(ot: Checkout, counted: Callable[[int, int], None]) -> None:
    """Calls counted(done, total) while the cache is filled; there is no callback for it.

    An Abort leaves the caching.
    """
    plain = ot.disk_cache.tqdm

    class Bar(plain):  # type: ignore[misc, valid-type]
        def update(self, n: float = 1) -> Any:
            result = super().update(n)
            counted(int(self.n), int(self.total or 0))
            return result
    ot.disk_cache.tqdm = Bar
