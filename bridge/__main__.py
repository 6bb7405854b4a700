"""python3 -u <repo>/bridge <attempt_dir>: runs the attempt described there.

Lines leave on descriptor 3, commands come on stdin.
"""
import fcntl
import os
import sys
from pathlib import Path

# This folder is found as the package `bridge`; nothing of ours stays on the path of the trainer's own modules.
sys.path[0] = str(Path(__file__).resolve().parent.parent)
import bridge.run  # noqa: E402
import bridge.trainers  # noqa: E402
del sys.path[0]

FD = 3


def main(arguments: list[str]) -> int:
    """Checks how it was called. Returns the exit code; 2 for a wrong call."""
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        print('usage: python3 -u bridge <attempt_dir>   (a folder with spec.json and config.json)', file=sys.stderr)
        return 2
    try:
        if fcntl.fcntl(FD, fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDONLY:
            raise OSError('it is open for reading only')
    except OSError as error:
        print(f'bridge: descriptor {FD} is not open for writing ({error}); '
              f'the runner opens it. By hand: python3 -u bridge <attempt_dir> {FD}>events.jsonl', file=sys.stderr)
        return 2
    os.set_inheritable(FD, False)
    return bridge.run.run(Path(arguments[0]).resolve(), FD, bridge.trainers.find_trainer)


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
