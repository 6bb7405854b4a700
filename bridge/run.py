"""One attempt from its first line to its last. Whatever the trainer does, a truthful `end` is written."""
import errno
import faulthandler
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from bridge.heartbeat import Heartbeat
from bridge.output import OutputGuard
from bridge.session import Ending, LossNotFinite, SaveFailed, Session, StartFailed
from bridge.wire import Wire, cut

Train = Callable[[Session], Ending]


def run(attempt_dir: Path, fd: int, find_trainer: Callable[[str], Train]) -> int:
    """Runs the trainer named in spec.json. Returns the exit code: 0 ended well, 1 error, 3 the runner was lost."""
    output = OutputGuard(attempt_dir / 'orphan.log')
    wire = Wire(fd, attempt_dir / 'unsent.jsonl')
    session = Session(attempt_dir, wire)
    session.when_orphaned(output.to_file)
    faulthandler.enable()
    faulthandler.register(signal.SIGUSR1, all_threads=True)
    session.status('loading', 'loading')
    session.handle_signals()
    session.inbox.start()
    heartbeat = Heartbeat(session.beat)
    try:
        code = _train(session, find_trainer, heartbeat.stop)
    finally:
        heartbeat.stop()
        wire.close()
    return code


def _train(session: Session, find_trainer: Callable[[str], Train], stop_heartbeat: Callable[[], None]) -> int:
    try:
        session.load()
        ending = find_trainer(session.spec.get('trainer', 'builtin'))(session)
    except BaseException as error:
        stop_heartbeat()
        return _report(session, error)
    # Before the last line: putting away what a trainer leaves takes long enough for one more beat.
    stop_heartbeat()
    session.inbox.close(f'not done, the run has ended: {ending.message}')
    session.emit('end', outcome=ending.outcome, reason=ending.reason, message=ending.message,
                 one_step_trained=session.one_step_trained, error=None)
    return 3 if ending.reason == 'supervisor_lost' else 0


def _report(session: Session, error: BaseException) -> int:
    text = ''.join(traceback.format_exception(error))
    print(text, file=sys.stderr, end='')
    message = str(error) or type(error).__name__
    session.inbox.close(f'not done, the run ended with an error: {message}')
    session.emit(
        'end', outcome='error', reason=reason_of(error, session.is_ready), message=message,
        one_step_trained=session.one_step_trained,
        error={'type': cut(type(error).__name__, 200), 'message': cut(message, 8000), 'traceback': _tail(text, 32_000)}
    )
    return 1


def _tail(text: str, limit: int) -> str:
    return text if len(cut(text, limit)) == len(text) else '…' + text[-(limit // 2 - 1):]


def reason_of(error: BaseException, is_ready: bool) -> str:
    """The contract's reason for an exception."""
    cause = error.__cause__ if isinstance(error, SaveFailed) else error
    if isinstance(cause, OSError) and cause.errno == errno.ENOSPC:
        return 'disk_full'
    if isinstance(cause, MemoryError):
        return 'out_of_memory'
    if type(error).__name__ == 'OutOfMemoryError' or 'CUDA out of memory' in str(error):
        return 'cuda_oom'
    if isinstance(error, SaveFailed):
        return 'save_failed'
    if isinstance(error, LossNotFinite):
        return 'loss_nan'
    if isinstance(error, StartFailed) or not is_ready:
        return 'start_failed'
    return 'trainer_error'
