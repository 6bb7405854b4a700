"""python3 -m bridge.builtin.recognise <model.json> [pictures per digit] [steps]: lets a trained reader read what its
image model draws."""
import json
import sys
from pathlib import Path

from bridge.builtin.sampler import draw_digits
from bridge.builtin.state import State


def recognise(model_json: bytes, per_digit: int, steps: int) -> dict[str, int | float]:
    """Draws every digit so many times, each from its own noise, and counts how many are read as what they should be."""
    state = State(0)
    state.load_model(model_json)
    asked = [digit for digit in range(10) for _ in range(per_digit)]
    glyphs = draw_digits(state.image_model, asked, 1, steps, lambda _: None)
    correct = sum(digit == read for digit, read in zip(asked, state.reader.read(glyphs)))
    return {'correct': correct, 'total': len(asked), 'share': correct / len(asked)}


if __name__ == '__main__':
    numbers = [int(number) for number in sys.argv[2:]]
    print(json.dumps(recognise(Path(sys.argv[1]).read_bytes(), *(numbers + [10, 20][len(numbers):]))))
