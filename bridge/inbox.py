"""Commands in on stdin. Each ends in exactly one `command` line, done or failed, however often it is sent."""
import json
import os
import select
import sys
import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any

Reply = Callable[..., None]
WAIT_SECONDS = .5


class Command:
    """One command and its ending. The first of done() and failed() counts; what comes after is ignored."""

    def __init__(self, id: str, name: str, args: dict[str, Any], reply: Reply) -> None:
        self.id = id
        self.name = name
        self.args = args
        self.ending: dict[str, Any] | None = None
        self._reply = reply

    def running(self, message: str) -> None:
        """The trainer has begun to carry it out."""
        self._reply('command', id=self.id, status='running', message=message)

    def done(self, message: str, file: dict[str, Any] | None = None) -> None:
        """It is done; `file` is what it wrote, verified."""
        self._end('done', message, file)

    def failed(self, message: str) -> None:
        """It could not be done; the message says why and what to do."""
        self._end('failed', message, None)

    def answer_again(self) -> None:
        """For a command that was sent twice: the ending again, or nothing while it is still being worked on."""
        if self.ending is not None:
            self._reply('command', **self.ending)

    def _end(self, status: str, message: str, file: dict[str, Any] | None) -> None:
        if self.ending is None:
            self.ending = {'id': self.id, 'status': status, 'message': message, **({'file': file} if file else {})}
            self._reply('command', **self.ending)


class Inbox:
    """Reads stdin in a thread of its own. Commands wait here until the trainer is at a step boundary."""

    def __init__(self, reply: Reply, names: tuple[str, ...], on_eof: Callable[[], None]) -> None:
        self._reply = reply
        self._names = names
        self._on_eof = on_eof
        self._queue: SimpleQueue[Command | None] = SimpleQueue()
        self._known: dict[str, Command] = {}
        self._open = threading.Lock()
        self._closed = False
        self._rest = b''

    def start(self) -> None:
        """Begins to read.

        What is already there is known when this returns, so that a stop can come before the first step.
        """
        if select.select([0], [], [], 0)[0]:
            self._receive(self._read())
        threading.Thread(target=self._read_all, name='inbox', daemon=True).start()

    def wake(self) -> None:
        """Ends a wait without a command. Safe in a signal handler."""
        self._queue.put(None)

    def next(self, wait: bool = False) -> Command | None:
        """The next command; None when there is none, or when a wait was ended by wake() or has lasted half a second."""
        try:
            # Not for ever: a signal that the system gives to another thread is handled only when this one runs again.
            return self._queue.get(block=wait, timeout=WAIT_SECONDS)
        except Empty:
            return None

    def unfinished(self, name: str) -> list[Command]:
        """The commands of that name without an ending, begun or not, in the order they came."""
        return [command for command in list(self._known.values()) if command.ending is None and command.name == name]

    def close(self, why: str) -> None:
        """Fails every command without an ending. What comes later is not read any more: `end` is the last line."""
        with self._open:
            self._closed = True
            for command in self._known.values():
                command.failed(why)

    def _read_all(self) -> None:
        while block := self._read():
            self._receive(block)
        self._on_eof()
        self.wake()

    def _receive(self, block: bytes) -> None:
        *lines, self._rest = (self._rest + block).split(b'\n')
        for line in lines:
            with self._open:
                if line.strip() and not self._closed:
                    self._accept(line)

    @staticmethod
    def _read() -> bytes:
        try:
            return os.read(0, 65536)
        except OSError as error:
            print(f'bridge: stdin cannot be read ({error}); taken as its end', file=sys.stderr)
            return b''

    def _accept(self, line: bytes) -> None:
        try:
            message = json.loads(line)
            id, name, args = message['id'], message['command'], message.get('args') or {}
            if not isinstance(id, str):
                raise TypeError('id is not a string')
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            print(f'bridge: not a command: {line[:200]!r}', file=sys.stderr)
            return
        if id in self._known:
            self._known[id].answer_again()
            return
        command = self._known[id] = Command(id, name, args, self._reply)
        if name not in self._names:
            command.failed(f'unknown command {str(name)[:100]!r}; known: {", ".join(self._names)}')
        elif not isinstance(args, dict):
            command.failed('args must be an object')
        else:
            self._queue.put(command)
