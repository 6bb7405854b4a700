"""The questions that can be asked of an installed OneTrainer."""
import json
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bridge.describe import desktop, rules, schema
from bridge.describe.progress import report

FORMAT = 1


def describe(root: Path) -> dict[str, Any]:
    """Everything the server must know to show, check and complete configs without Python."""
    report('loading OneTrainer\'s config')
    from modules.util.config.TrainConfig import TrainConfig
    problems: list[str] = []
    report('reading what may be in a config')
    shape = schema.object_schema(TrainConfig.default_values())
    parameters, change_optimizer, setup_class = trainer_modules(problems)
    report('reading models and optimizers')
    found = {
        'format': FORMAT,
        'versions': rules.versions(),
        'device': rules.device(),
        'schema': shape,
        'models': rules.models(setup_class),
        'formats': rules.formats(),
        'optimizers': rules.optimizers(root, parameters),
        'optimizer_fields': schema.plain(optimizer_defaults()),
    }
    report('loading the presets')
    return {**found, 'presets': presets(root, desktop.Desktop(change_optimizer, setup_class)), 'problems': problems}


def trainer_modules(problems: list[str]) -> tuple[dict[Any, Any], Any, Any]:
    """Optimizer parameters, change_optimizer, get_model_setup_class.

    A package that is missing costs only what needs it.
    """
    parameters, change_optimizer, setup_class = {}, None, None
    report('loading OneTrainer\'s optimizers')
    try:
        from modules.util.optimizer_util import OPTIMIZER_DEFAULT_PARAMETERS, change_optimizer
        parameters = OPTIMIZER_DEFAULT_PARAMETERS
    except Exception as error:
        problems.append(problem('modules.util.optimizer_util', error))
    report('loading OneTrainer\'s trainers')
    try:
        from modules.util.create import get_model_setup_class as setup_class
    except Exception as error:
        problems.append(problem('modules.util.create', error))
    return parameters, change_optimizer, setup_class


def problem(module: str, error: Exception) -> str:
    """A module that cannot be loaded, in a line; the traceback goes to stderr."""
    traceback.print_exception(error, file=sys.stderr)
    return f'{module} cannot be loaded: {type(error).__name__}: {error}'


def optimizer_defaults() -> dict[str, Any]:
    """Every field of the optimizer's config with the default it has when no optimizer sets it."""
    from modules.util.config.TrainConfig import TrainOptimizerConfig
    return TrainOptimizerConfig.default_values().to_dict()


def presets(root: Path, loader: desktop.Desktop) -> list[dict[str, Any]]:
    """The checkout's presets as the desktop loads them; one that cannot be loaded says why."""
    found = []
    for path in desktop.preset_files(root):
        entry: dict[str, Any] = {'path': path.relative_to(root / 'training_presets').as_posix()}
        try:
            # Built-in presets are always of the newest version, and partial: migrations would fail on them.
            entry.update(loader.load(json.loads(path.read_text('utf-8')), migrate=False, complete=True))
        except Exception as error:
            entry['error'] = f'{type(error).__name__}: {error}'
        found.append(entry)
    return found


def load(root: Path) -> dict[str, Any]:
    """Migrates and completes configs that were read from stdin."""
    documents = json.load(sys.stdin)['documents']
    problems: list[str] = []
    modules = trainer_modules(problems) if any(document['complete'] for document in documents) else ({}, None, None)
    if problems:
        raise RuntimeError('; '.join(problems))
    loader = desktop.Desktop(modules[1], modules[2])
    report('reading the configs')
    return {'results': [load_one(loader, document) for document in documents]}


def load_one(loader: desktop.Desktop, document: dict[str, Any]) -> dict[str, Any]:
    """One config, or why it is none."""
    try:
        return loader.load(document['config'], document['migrate'], document['complete'])
    except Exception as error:
        # The KeyError of a migration names the field it missed, and nothing else.
        named = f'it lacks the field {error}' if isinstance(error, KeyError) else f'{type(error).__name__}: {error}'
        return {'error': named}


ANSWERS: dict[str, Callable[[Path], dict[str, Any]]] = {'schema': describe, 'load': load}
