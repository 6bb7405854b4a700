"""stdout and stderr are log text. When their reader is gone they go to a file: a print never breaks a training."""
import os
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any


class GuardedStream:
    """A text stream whose writes never raise OSError; everything else is the stream it guards."""

    def __init__(self, stream: Any, rescue: 'OutputGuard') -> None:
        self._stream = stream
        self._rescue = rescue

    def write(self, text: str) -> int:
        """Writes to the stream, and after a failure to the orphan log."""
        try:
            return self._stream.write(text)
        except (OSError, ValueError):
            self._rescue.to_file()
            self._rescue.write(text)
            return len(text)

    def flush(self) -> None:
        """As write: a failure turns the output to the orphan log."""
        try:
            self._stream.flush()
        except (OSError, ValueError):
            self._rescue.to_file()

    def writelines(self, lines: Any) -> None:
        """Each line through write()."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class OutputGuard:
    """Guards sys.stdout and sys.stderr, and can turn descriptors 1 and 2 to a file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._turned = False
        sys.stdout = GuardedStream(sys.stdout, self)
        sys.stderr = GuardedStream(sys.stderr, self)

    def to_file(self) -> None:
        """Turns descriptors 1 and 2 to the file, or to nowhere where it cannot be opened. Once."""
        with self._lock:
            if self._turned:
                return
            self._turned = True
            try:
                fd = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            except OSError:
                # The failure cannot be reported anywhere; a print must not raise all the same.
                fd = os.open(os.devnull, os.O_WRONLY)
            os.dup2(fd, 1)
            os.dup2(fd, 2)
            os.close(fd)

    def write(self, text: str) -> None:
        """Writes text whose first attempt failed straight to the descriptor; lost where that fails too, as on a full
        disk."""
        with suppress(OSError):
            os.write(1, text.encode('utf-8', 'replace'))
