"""One attempt as every trainer sees it: spec and config, outgoing lines, incoming commands, and whether to end."""
import json
import os
import platform
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from types import FrameType
from typing import Any

from bridge.contract import PROTOCOL_VERSION, TRAINER_COMMANDS
from bridge.heartbeat import resident_bytes
from bridge.inbox import Inbox
from bridge.wire import Wire


class StartFailed(Exception):
    """The run cannot begin, and the message says what to change."""


class SaveFailed(Exception):
    """The model that was trained could not be written."""


class LossNotFinite(Exception):
    """The loss is NaN or infinite: another step would spoil the model."""


@dataclass
class Ending:
    """How a run ended: outcome and reason of the contract's `end` line."""

    outcome: str
    reason: str
    message: str


class Session:
    """One attempt, seen from the trainer.

    Only the training thread changes it, but for the two flags that ask for an end.
    """

    def __init__(self, attempt_dir: Path, wire: Wire) -> None:
        self.attempt_dir = attempt_dir
        self.spec: dict[str, Any] = {}
        self.config: dict[str, Any] = {}
        self.job_dir = attempt_dir
        self.emit = wire.emit
        self.inbox = Inbox(wire.emit, TRAINER_COMMANDS, self._on_eof)
        self.phase = 'loading'
        self.held_seconds = 0.0
        self._held_since: float | None = None
        self.global_step = 0
        self.is_ready = False
        self.one_step_trained = False
        self.interrupted = False
        self.orphaned = False
        self._wire = wire
        self._interrupts = 0
        self._on_orphaned: Callable[[], None] = lambda: None

    @property
    def paused(self) -> bool:
        """True while training is held in memory. `held_seconds` counts the times that are over."""
        return self._held_since is not None

    @paused.setter
    def paused(self, held: bool) -> None:
        if held == self.paused:
            return
        if self._held_since is not None:
            self.held_seconds += monotonic() - self._held_since
        self._held_since = monotonic() if held else None

    def load(self) -> None:
        """Reads spec.json and config.json. Raises StartFailed."""
        try:
            self.spec = json.loads((self.attempt_dir / 'spec.json').read_text('utf-8'))
            self.config = json.loads((self.attempt_dir / 'config.json').read_text('utf-8'))
            self.job_dir = Path(self.spec['job_dir']).resolve()
        except (OSError, ValueError, KeyError) as error:
            raise StartFailed(f'spec.json or config.json cannot be used: {error!r}') from error

    def status(self, phase: str, message: str) -> None:
        """Announces what the trainer is doing."""
        self.phase = phase
        self.emit('status', phase=phase, paused=self.paused, message=message)

    def ready(self, trainer: str, version: str, device: str, resumed_from: str | None) -> None:
        """Announces that the trainer has loaded and takes commands."""
        self.is_ready = True
        self.emit('ready', protocol=PROTOCOL_VERSION, trainer=trainer, trainer_version=version,
                  python_version=platform.python_version(), device=device, resumed_from=resumed_from)

    def beat(self) -> None:
        """One heartbeat line."""
        self.emit('heartbeat', phase=self.phase, global_step=self.global_step, rss_bytes=resident_bytes())

    def when_orphaned(self, then: Callable[[], None]) -> None:
        """What else is to be done, in the inbox thread, when the runner is gone."""
        self._on_orphaned = then

    def _on_eof(self) -> None:
        self.orphaned = True
        self._wire.lose_reader()
        self._on_orphaned()

    def handle_signals(self) -> None:
        """SIGTERM and SIGINT ask for a stop that saves; a second SIGINT ends the process at once."""
        def stop(number: int, frame: FrameType | None) -> None:
            if number == signal.SIGINT:
                if self._interrupts:
                    os._exit(130)
                self._interrupts += 1
            self.interrupted = True
            self.inbox.wake()
        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
