"""An OneTrainer checkout, entered the way its own scripts do. Nothing in it is written or changed."""
import importlib
import os
import shutil
import subprocess
import sys
from collections.abc import MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bridge.session import StartFailed

DISTRIBUTED = (
    'RANK', 'WORLD_SIZE', 'LOCAL_RANK', 'LOCAL_WORLD_SIZE', 'NODE_RANK', 'GROUP_RANK', 'ROLE_RANK', 'MASTER_ADDR',
    'MASTER_PORT'
)
DISTRIBUTED_PREFIXES = ('ACCELERATE_', 'TORCHELASTIC_', 'OMPI_', 'PMI_', 'MV2_', 'SLURM_')
"""Accelerate reads these at import and would take the run for one of many."""
WRITES_HERE = ('OT_DEBUG_PROFILES',)
"""Makes OneTrainer write into the checkout."""


@dataclass
class Checkout:
    """What the bridge uses of OneTrainer: classes and modules, as they are."""

    root: Path
    version: str
    create: Any
    base_trainer: Any
    base_config: Any
    train_config: Any
    sample_config: Any
    callbacks: Any
    commands: Any
    sampler: Any
    summary_writer: Any
    disk_cache: Any


def enter(environ: MutableMapping[str, str]) -> Path:
    """Makes the checkout of ONETRAINER_DIR the working folder and puts it on the path. Raises StartFailed."""
    named = environ.get('ONETRAINER_DIR')
    if not named:
        raise StartFailed('ONETRAINER_DIR is not set; it must name the folder of an OneTrainer checkout')
    root = Path(named).resolve()
    if not (root / 'modules/trainer/GenericTrainer.py').is_file():
        raise StartFailed(f'{root} is not an OneTrainer checkout: modules/trainer/GenericTrainer.py is missing there')
    # OneTrainer asks git for its revision while it writes a model, and loses the model when there is no git.
    if shutil.which('git', path=environ.get('PATH')) is None:
        raise StartFailed(
            'git is not on the PATH; without it OneTrainer can save neither a backup nor the model. Install git'
        )
    for name in [*environ]:
        if name in DISTRIBUTED or name in WRITES_HERE or name.startswith(DISTRIBUTED_PREFIXES):
            del environ[name]
    if sys.platform == 'darwin':
        environ.setdefault('PYTORCH_ENABLE_MPS_FALLBACK', '1')
    # create.py looks for its model families relative to the working folder and finds none, without a word, from
    # elsewhere.
    os.chdir(root)
    sys.path[:0] = [str(root / 'scripts'), str(root)]
    return root


def load(root: Path) -> Checkout:
    """Imports OneTrainer: six seconds and more. Raises StartFailed when its Python lacks something."""
    try:
        importlib.import_module('util.import_util').script_imports()

        def of(module: str, name: str) -> Any:
            return getattr(importlib.import_module(module), name)
        return Checkout(
            root=root, version=_version(root),
            create=importlib.import_module('modules.util.create'),
            base_trainer=of('modules.trainer.BaseTrainer', 'BaseTrainer'),
            base_config=of('modules.util.config.BaseConfig', 'BaseConfig'),
            train_config=of('modules.util.config.TrainConfig', 'TrainConfig'),
            sample_config=of('modules.util.config.SampleConfig', 'SampleConfig'),
            callbacks=of('modules.util.callbacks.TrainCallbacks', 'TrainCallbacks'),
            commands=of('modules.util.commands.TrainCommands', 'TrainCommands'),
            sampler=of('modules.modelSampler.BaseModelSampler', 'BaseModelSampler'),
            summary_writer=of('torch.utils.tensorboard', 'SummaryWriter'),
            disk_cache=importlib.import_module('mgds.pipelineModules.DiskCache'))
    except (ImportError, AttributeError) as error:
        raise StartFailed(f'OneTrainer in {root} cannot be imported by {sys.executable}: {error}. '
                          'Start it with the Python of its own environment (ONETRAINER_PYTHON)') from error


def _version(root: Path) -> str:
    done = subprocess.run(
        ['git', '-C', str(root), 'rev-parse', '--short', 'HEAD'], stdin=subprocess.DEVNULL, capture_output=True,
        text=True
    )
    return done.stdout.strip() or 'unknown'


def device_in_words(device: str) -> str:
    """The device as it is known to torch, with the name of the GPU."""
    torch = importlib.import_module('torch')
    return f'{device} {torch.cuda.get_device_name(device)}' if device.startswith('cuda') else device
