"""Lines out on file descriptor 3. The training thread hands a line over and goes on; a writer thread does the rest."""
import json
import os
import select
import sys
import threading
from collections import deque
from math import isfinite
from pathlib import Path
from typing import Any

COALESCED = ('progress', 'sample_progress', 'heartbeat')
"""Of these only the latest counts when the reader is slow."""
FIELD_LIMITS = {'message': 2000, 'prompt': 20_000, 'negative_prompt': 20_000, 'device': 200, 'trainer_version': 100}
"""Longest texts the contract allows; what is over is cut, so that no line is refused for its length."""
QUEUE_LIMIT = 8192


def encode(line: dict[str, Any]) -> bytes:
    """One line of UTF-8 JSON. NaN and infinities become null and are named in `non_finite`."""
    for key, limit in FIELD_LIMITS.items():
        if isinstance(line.get(key), str):
            line[key] = cut(line[key], limit)
    try:
        return (json.dumps(line, allow_nan=False, default=str) + '\n').encode()
    except ValueError:
        return (json.dumps(_finite(line), allow_nan=False, default=str) + '\n').encode()


def cut(text: str, limit: int) -> str:
    """The text, at most `limit` UTF-16 units long, as JavaScript counts."""
    if len(text) * 2 <= limit:
        return text
    units = text.encode('utf-16-le', 'surrogatepass')
    return text if len(units) <= 2 * limit else units[:2 * limit - 2].decode('utf-16-le', 'ignore') + '…'


def _finite(line: dict[str, Any]) -> dict[str, Any]:
    named: dict[str, str] = {}

    def clean(key: str, value: Any) -> Any:
        if isinstance(value, dict):
            return {k: clean(k, v) for k, v in value.items()}
        if isinstance(value, float) and not isfinite(value):
            named[key] = 'nan' if value != value else 'inf' if value > 0 else '-inf'
            return None
        return value

    cleaned = {key: clean(key, value) for key, value in line.items()}
    return {**cleaned, 'non_finite': named}


class Wire:
    """Writes lines in order.

    A line that cannot be written, or waits too long for a slow reader, goes to the file of unsent lines.
    """

    def __init__(self, fd: int, unsent: Path, queue_limit: int = QUEUE_LIMIT) -> None:
        self._fd = fd
        self._unsent_path = unsent
        self._limit = queue_limit
        self._queue: deque[dict[str, Any]] = deque()
        self._lock = threading.Lock()
        self._work = threading.Condition(self._lock)
        self._idle = False
        self._to_file = False
        self._closing = False
        self._file_lock = threading.Lock()
        self._file: Any = None
        os.set_blocking(fd, False)
        self._thread = threading.Thread(target=self._write_all, name='wire', daemon=True)
        self._thread.start()

    def emit(self, type: str, **fields: Any) -> None:
        """Hands one line over and never waits.

        With the queue full the oldest line leaves it: progress is dropped, all else is kept in the file.
        """
        with self._lock:
            if len(self._queue) >= self._limit and (oldest := self._queue.popleft())['type'] not in COALESCED:
                self._keep(encode(oldest))
            self._queue.append({'type': type, **fields})
            if self._idle:
                self._work.notify()

    def lose_reader(self) -> None:
        """From now on every line goes to the file: descriptor 3 has no reader any more."""
        with self._lock:
            self._to_file = True
            self._work.notify()

    def close(self, patience_seconds: float = 5.0) -> None:
        """Writes out what is queued, to the file if the reader does not take it in time.

        Nothing may be emitted after.
        """
        with self._lock:
            self._closing = True
            self._work.notify()
        self._thread.join(patience_seconds)
        if self._thread.is_alive():
            self.lose_reader()
            self._thread.join()
        with self._file_lock:
            if self._file is not None:
                os.fsync(self._file.fileno())

    def _write_all(self) -> None:
        while True:
            with self._lock:
                while not self._queue:
                    if self._closing:
                        return
                    self._idle = True
                    self._work.wait()
                    self._idle = False
                line = self._queue.popleft()
            try:
                data = encode(line)
            except (TypeError, ValueError, RecursionError) as error:
                print(f'bridge: a {line["type"]} line cannot be written as JSON: {error}', file=sys.stderr)
                continue
            if self._to_file or not self._write(data):
                self._keep(data)

    def _write(self, line: bytes) -> bool:
        """False when the line did not get through whole."""
        view = memoryview(line)
        while view:
            try:
                view = view[os.write(self._fd, view):]
            except BlockingIOError:
                if self._to_file:
                    return False
                select.select([], [self._fd], [], .2)
            except OSError as error:
                print(
                    f'bridge: descriptor 3 cannot be written ({error}); lines go to {self._unsent_path.name}',
                    file=sys.stderr
                )
                self._to_file = True
                return False
        return True

    def _keep(self, data: bytes) -> None:
        with self._file_lock:
            try:
                if self._file is None:
                    self._file = open(self._unsent_path, 'ab', buffering=0)
                self._file.write(data)
            except OSError as error:
                print(f'bridge: a line is lost, {self._unsent_path.name} cannot be written: {error}', file=sys.stderr)
