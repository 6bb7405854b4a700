"""python3 -u <repo>/bridge/describe schema|load, in a OneTrainer checkout: ONE JSON document on stdout, all else
on stderr.

schema  what may be in a config, what its models and optimizers allow,
        and the checkout's presets as the desktop loads them
load    reads {"documents": [{"config", "migrate", "complete"}]} on stdin;
        answers {"results": [{"config", "refused"} or {"error"}]}
"""
import json
import os
import sys
import traceback
from pathlib import Path
from typing import Any

# OneTrainer prints while it is imported, and what it starts inherits descriptor 1: the document has one of its own.
document = os.fdopen(os.dup(1), 'w', encoding='utf-8', newline='\n')
os.dup2(2, 1)
sys.path[0] = str(Path(__file__).resolve().parent.parent.parent)
import bridge.describe.answers  # noqa: E402
del sys.path[0]


def main(arguments: list[str]) -> int:
    """Answers one question. Returns the exit code: 0 answered, 1 OneTrainer could not be asked, 2 a wrong call."""
    answer = bridge.describe.answers.ANSWERS.get(arguments[0]) if len(arguments) == 1 else None
    if answer is None:
        print(
            'usage: python3 -u bridge/describe schema|load   (in the folder of a OneTrainer checkout)', file=sys.stderr
        )
        return 2
    root = Path.cwd()
    sys.path[:0] = [str(root / 'scripts'), str(root)]
    try:
        written: dict[str, Any] = answer(root)
        code = 0
    except Exception as error:
        traceback.print_exc()
        written = {'error': f'{type(error).__name__}: {error}'}
        code = 1
    json.dump(written, document, allow_nan=False)
    document.write('\n')
    document.close()
    return code


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
