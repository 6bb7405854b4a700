"""python3 bench/wire.py: what a step's lines cost the training thread, as one line of JSON."""
import json
import os
import sys
import tempfile
import threading
from pathlib import Path
from time import perf_counter_ns

sys.path[0] = str(Path(__file__).resolve().parent.parent)
from bridge.wire import Wire  # noqa: E402

STEPS = 5000
WORK = range(20_000)
"""What a step computes between its lines, so that the writer thread gets its turn as in a real training."""


def measure(wire: Wire | None) -> list[int]:
    """Nanoseconds of the training thread for each step's lines; the empty loop when there is no wire."""
    times = []
    for step in range(STEPS):
        sum(WORK)
        begun = perf_counter_ns()
        if wire is not None:
            wire.emit(
                'progress', epoch=0, epoch_step=step, epoch_sample=step * 10, global_step=step, max_step=STEPS,
                max_epoch=1, loss=.25, smooth_loss=.5, learning_rate=.003
            )
            wire.emit('scalars', step=step, epoch=0, values={
                'loss/train_step': .25, 'smooth_loss/train_step': .5, 'loss/reader': .1, 'lr/image_model': .003,
                'lr/reader': 3.0})
        times.append(perf_counter_ns() - begun)
    return sorted(times)


def bench() -> dict[str, str | int | float]:
    """p50 and p99 in microseconds a step, and the floor of an empty loop that was measured the same way."""
    reader, writer = os.pipe()

    def drain() -> None:
        while os.read(reader, 65536):
            pass
    thread = threading.Thread(target=drain)
    thread.start()
    floor = measure(None)
    with tempfile.TemporaryDirectory() as folder:
        wire = Wire(writer, Path(folder) / 'unsent.jsonl')
        times = measure(wire)
        wire.close()
    os.close(writer)
    thread.join()
    os.close(reader)

    def at(sorted_times: list[int], share: float) -> float:
        return round(sorted_times[int(len(sorted_times) * share)] / 1000, 3)
    return {'bench': 'bridge_wire', 'steps': STEPS, 'p50_us': at(times, .5), 'p99_us': at(times, .99),
            'floor_p50_us': at(floor, .5), 'floor_p99_us': at(floor, .99)}


if __name__ == '__main__':
    print(json.dumps(bench()))
