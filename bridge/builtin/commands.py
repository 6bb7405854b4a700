"""What the built-in trainer does for a command."""
from typing import Any

from bridge.builtin.outputs import File, Outputs

SAMPLE_DEFAULTS: dict[str, Any] = {
    'enabled': True, 'negative_prompt': '', 'seed': 42, 'random_seed': False, 'width': 192, 'height': 192,
    'diffusion_steps': 20
}


class BuiltinCommands:
    """The Trainer of the command loop, over what the run writes."""

    failures = (OSError, ValueError, TypeError, KeyError)

    def __init__(self, outputs: Outputs) -> None:
        self.backup = outputs.backup
        self.save = outputs.save
        self.backup_of_this_step = outputs.backup_of_this_step
        self._outputs = outputs

    def check_default_samples(self) -> None:
        """Raises ValueError when the config has no enabled sample."""
        self._outputs.default_samples()

    def custom_sample(self, args: dict[str, Any]) -> dict[str, Any]:
        """The arguments, with defaults for what they leave out. Raises ValueError without a prompt."""
        if 'prompt' not in args:
            raise ValueError('prompt is missing')
        return {**SAMPLE_DEFAULTS, **args}

    def draw(self, custom: dict[str, Any] | None, command_id: str) -> list[File]:
        """Draws a custom sample, or with None the samples of the config.

        Raises ValueError for a prompt that names no digit.
        """
        if custom is None:
            return self._outputs.sample_default(command_id)
        return [self._outputs.sample(custom, 0, 'custom', command_id)]
