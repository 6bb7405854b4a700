"""python3 bench/onetrainer_step.py: what watching a step of OneTrainer costs its training thread, as one line of JSON.

Run by OneTrainer's own Python, scalars go to the SummaryWriter that is installed there, in the floor too.
"""
import importlib.util
import json
import os
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from time import perf_counter_ns
from types import SimpleNamespace
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parent.parent)
from bridge.onetrainer.hooks import watch_scalars  # noqa: E402
from bridge.onetrainer.trainer import Run  # noqa: E402
from bridge.session import Session  # noqa: E402
from bridge.wire import Wire  # noqa: E402

STEPS = 5000
WORK = range(20_000)
"""What a step computes, so that the writer thread gets its turn as in a real training."""


TAGS = (
    'lr/unet_lora', 'lr/text_encoder_lora', 'loss/train_step', 'smooth_loss/train_step', 'ema_decay',
    'kourkoutas/beta2_mean'
)


class Writer:
    """Takes a scalar and does nothing, so that only our own part is measured."""

    def __init__(self, log_dir: str) -> None:
        """As SummaryWriter's."""

    def add_scalar(self, tag: str, scalar_value: float, global_step: int | None = None) -> None:
        """As SummaryWriter's."""


def writer_class() -> Any:
    """The SummaryWriter that OneTrainer would use; a stand-in for a Python that has none."""
    if importlib.util.find_spec('torch') is None:
        return Writer
    from torch.utils.tensorboard import SummaryWriter
    return SummaryWriter


def measure(progress: Any, board: Any, on_status: Callable[..., None], on_progress: Callable[..., None]) -> list[int]:
    """Nanoseconds of the training thread for each step: the status before it, six figures, the progress after it and
    a look for commands."""
    times = []
    for step in range(STEPS):
        sum(WORK)
        begun = perf_counter_ns()
        on_status('Training ...')
        for tag in TAGS:
            board.add_scalar(tag, .25, step)
        progress.epoch_step = progress.global_step = step + 1
        on_progress(progress, 10 * STEPS, 1)
        times.append(perf_counter_ns() - begun)
    return sorted(times)


def measure_work() -> float:
    """Median nanoseconds of what a step computes: what the cost of watching is compared with."""
    times = []
    for _ in range(STEPS // 5):
        begun = perf_counter_ns()
        sum(WORK)
        times.append(perf_counter_ns() - begun)
    return sorted(times)[len(times) // 2]


def bench() -> dict[str, str | int | float]:
    """p50 and p99 in microseconds a step, of its work, and of the same steps with nobody watching, the floor."""
    reader, writer = os.pipe()

    def drain() -> None:
        while os.read(reader, 65536):
            pass
    thread = threading.Thread(target=drain, daemon=True)  # what fails below ends the process
    thread.start()
    with tempfile.TemporaryDirectory() as folder:
        wire = Wire(writer, Path(folder) / 'unsent.jsonl')
        session = Session(Path(folder), wire)
        ot = SimpleNamespace(commands=SimpleNamespace, summary_writer=writer_class())
        board = ot.summary_writer(folder)
        run = Run(session, ot, SimpleNamespace(gradient_accumulation_steps=1, train_device='cuda'))
        progress = SimpleNamespace(epoch=0, epoch_step=0, epoch_sample=0, global_step=0)
        run.trainer = SimpleNamespace(one_step_trained=True, model=SimpleNamespace(train_progress=progress))
        work = measure_work()
        floor = measure(progress, board, lambda *_: None, lambda *_: None)
        guard = run.faults.guard
        watch_scalars(ot, guard(run.steps.scalar))
        times = measure(progress, board, guard(run.on_status), guard(run.on_progress))
        wire.close()
        if hasattr(board, 'close'):
            board.close()
    os.close(writer)
    thread.join()
    os.close(reader)
    return {
        'bench': 'bridge_onetrainer_step', 'writer': ot.summary_writer.__module__, 'steps': STEPS,
        'p50_us': times[STEPS // 2] / 1000, 'p99_us': times[STEPS * 99 // 100] / 1000,
        'work_p50_us': work / 1000,
        'floor_p50_us': floor[STEPS // 2] / 1000, 'floor_p99_us': floor[STEPS * 99 // 100] / 1000
    }


if __name__ == '__main__':
    print(json.dumps(bench()))
