"""Configs as the desktop loads them.

Reading one with from_dict alone is not the same: it leaves the optimizer and the layers as they are.
"""
import contextlib
import copy
import io
from pathlib import Path
from typing import Any

from bridge.describe.rules import layer_presets
from bridge.describe.schema import plain


class Desktop:
    """What the desktop does after it has read a file. Without the trainer's modules (`None`) that part is left out."""

    def __init__(self, change_optimizer: Any, setup_class: Any) -> None:
        self._change_optimizer = change_optimizer
        self._setup_class = setup_class

    def load(self, document: dict[str, Any], migrate: bool, complete: bool) -> dict[str, Any]:
        """The whole config a document stands for, and the fields that OneTrainer would not take.

        Raises what OneTrainer raises.
        """
        from modules.util.config.TrainConfig import TrainConfig
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            # Migrations change what they are given, and lists are merged into objects that are there: both are fresh.
            config = TrainConfig.default_values().from_dict(copy.deepcopy(document), migrate=migrate)
        if complete:
            self.complete(config)
        written = plain(config.to_dict())
        written.pop('secrets', None)
        forget_random(written, document)
        return {
            'config': written,
            'refused': [line for line in said.getvalue().splitlines() if line.startswith('Could not set')]
        }

    def complete(self, config: Any) -> None:
        """Does to a config what the widgets of the desktop do to it when they show it."""
        first(config, 'training_method', config.model_type.supported_training_methods())
        if self._change_optimizer is not None:
            config.optimizer.from_dict(self._change_optimizer(config).to_dict())
        presets = layer_presets(self._setup_class, config.model_type, config.training_method)
        if presets is not None:
            choose_layers(config, presets)
            choose_layers(config.quantization, presets)
        first(config, 'output_model_format', config.model_type.supported_output_formats(config.training_method))
        weights = type(config.loss_weight_fn)
        if hasattr(weights, 'supports_flow_matching') and hasattr(config.model_type, 'is_flow_matching'):
            flow = config.model_type.is_flow_matching()
            first(
                config, 'loss_weight_fn',
                [weight for weight in weights if weight.supports_flow_matching() == flow or weight.name == 'CONSTANT']
            )


def first(config: Any, name: str, allowed: Any) -> None:
    """A choice that is not offered becomes the first that is."""
    if getattr(config, name) not in allowed:
        setattr(config, name, allowed[0])


def choose_layers(owner: Any, presets: dict[str, Any]) -> None:
    """The layers a preset names; a preset that is not known is the first one, and `custom` leaves them as they are."""
    if owner.layer_filter_preset not in (*presets, 'custom'):
        owner.layer_filter_preset = next(iter(presets))
    if owner.layer_filter_preset != 'custom':
        chosen = presets[owner.layer_filter_preset]
        owner.layer_filter = ','.join(chosen['patterns'])
        owner.layer_filter_regex = chosen['regex']


def forget_random(written: dict[str, Any], document: dict[str, Any]) -> None:
    """Takes out what was drawn at random because the document does not say it."""
    if 'uuid' not in (document.get('embedding') or {}):
        written.get('embedding', {}).pop('uuid', None)
    for name, field in (('additional_embeddings', 'uuid'), ('concepts', 'seed')):
        for item, given in zip(written.get(name) or [], document.get(name) or []):
            if field not in given:
                item.pop(field, None)


def preset_files(root: Path) -> list[Path]:
    """The presets that ship with a checkout: `#…` marks them, and `#.json` is the desktop's last session."""
    return sorted(
        (path for path in (root / 'training_presets').rglob('#*.json') if path.name != '#.json'),
        key=lambda path: str(path).lower()
    )
