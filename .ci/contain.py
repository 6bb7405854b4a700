"""contain.py <program> [argument...]: runs a program, then ends every process it left behind, and says which. Linux."""
import ctypes
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36
PATIENCE_SECONDS = 5


def parents() -> dict[int, int]:
    """Parent of every process; a zombie has ended and counts no more."""
    table = {}
    for stat in Path('/proc').glob('[0-9]*/stat'):
        try:
            state, parent = stat.read_text().rpartition(')')[2].split()[:2]
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended while we looked
        if state != 'Z':
            table[int(stat.parent.name)] = int(parent)
    return table


def descendants() -> list[int]:
    """Every living process below this one: a child whose parent dies becomes ours, whatever session it is in."""
    table = parents()
    below: list[int] = []
    layer = [os.getpid()]
    while layer:
        layer = [pid for pid, parent in table.items() if parent in layer]
        below += layer
    return below


def reap() -> None:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass  # none is left


def name_of(pid: int) -> str:
    try:
        return Path(f'/proc/{pid}/cmdline').read_bytes().replace(b'\0', b' ').decode(errors='replace').strip()
    except (FileNotFoundError, ProcessLookupError):
        return ''


def clear() -> None:
    """Gives what is left a moment to end, then kills it."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while descendants() and time.monotonic() < deadline:
        reap()
        time.sleep(0.1)
    while left := descendants():
        for pid in left:
            print(f'left behind, killed: {pid} {name_of(pid)}', file=sys.stderr, flush=True)
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass  # it ended by itself
        time.sleep(0.1)
        reap()


def main(command: list[str]) -> int:
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(124))
    child = subprocess.Popen(command)
    try:
        while True:
            # orphans come to us: unless they are reaped they look alive to whoever waits for their end
            pid, status = os.wait()
            if pid == child.pid:
                break
    finally:
        clear()
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
