"""A sign of life from a thread of its own, whatever the training thread does."""
import os
import threading
from collections.abc import Callable

PERIOD_MS = 5000


def resident_bytes() -> int | None:
    """Resident size of this process; None without /proc."""
    try:
        with open('/proc/self/statm', 'rb') as file:
            return int(file.read().split()[1]) * os.sysconf('SC_PAGE_SIZE')
    except OSError:
        return None


class Heartbeat:
    """Calls `beat` at once and then every OT_HEARTBEAT_MS (default 5000) milliseconds until stopped."""

    def __init__(self, beat: Callable[[], None]) -> None:
        self._beat = beat
        self._period_seconds = int(os.environ.get('OT_HEARTBEAT_MS') or PERIOD_MS) / 1000
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name='heartbeat', daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while True:
            self._beat()
            if self._stopped.wait(self._period_seconds):
                return

    def stop(self) -> None:
        """No beat comes after this returns."""
        self._stopped.set()
        self._thread.join()
