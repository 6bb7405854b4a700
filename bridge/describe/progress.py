"""What the process is at, for whoever waits for it."""
import sys


def report(doing: str) -> None:
    """One line on stderr that begins with a mark the server looks for."""
    print(f'@describe {doing}', file=sys.stderr, flush=True)
