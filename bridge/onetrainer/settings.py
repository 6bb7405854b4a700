"""config.json as OneTrainer's TrainConfig: a fresh one for each run, and nothing in it silently changed."""
import io
import zlib
from collections.abc import Iterator
from contextlib import redirect_stdout
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_origin

from bridge.onetrainer.checkout import Checkout
from bridge.session import Session, StartFailed

SHARED_CACHE = 'workspace-cache/run'
SHARED_DEBUG = 'debug'
SHOWN = 20
"""Fields named in one message; the rest are counted."""


def make_config(session: Session, ot: Checkout) -> Any:
    """The TrainConfig of this attempt. Raises StartFailed with every field that OneTrainer would not take as it is."""
    data = with_seeds(session.config)
    config = ot.train_config.default_values()
    problems = apply_fields(config, data, ot)
    if problems:
        more = f' and {len(problems) - SHOWN} more' if len(problems) > SHOWN else ''
        raise StartFailed('config.json is not what OneTrainer understands: ' + '; '.join(problems[:SHOWN]) + more)
    _refuse_what_cannot_end_well(config, ot)
    _make_it_this_jobs(config, session)
    return config


def with_seeds(data: dict[str, Any]) -> dict[str, Any]:
    """The config with a seed for each concept:

    OneTrainer would draw one, and a new seed makes the cache anew. Raises StartFailed.
    """
    for name in ('concepts', 'samples'):
        if not isinstance(data.get(name), list):
            # Without the list OneTrainer opens a file of that name in the checkout and crashes when it is not there.
            raise StartFailed(f'config.json has no list of {name}; send it inline, an empty one too')
    concepts = [{'seed': zlib.crc32(str(concept.get('path')).encode()) & 0x3fffffff, **concept}
                if isinstance(concept, dict) else concept
                for concept in data['concepts']]
    return {**data, 'concepts': concepts}


def apply_fields(config: Any, data: dict[str, Any], ot: Checkout) -> list[str]:
    """Fills a config object from JSON and names every field whose value was refused, lost or changed.

    Raises StartFailed.
    """
    version, known = data.get('__version'), config.config_version
    if type(version) is not int:
        # Taken for version 0, a config that is not complete raises KeyError in the migrations.
        raise StartFailed(f'config.json has no __version; this OneTrainer writes {known}')
    if version > known:
        raise StartFailed(
            f'config.json is of version {version} and this OneTrainer knows {known}; '
            'update OneTrainer or export the config from it'
        )
    said = io.StringIO()
    try:
        with redirect_stdout(said):
            config.from_dict(data)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise StartFailed(
            f'config.json of version {version} cannot be brought to version {known}: {error!r}'
        ) from error
    refused = [line.strip() for line in said.getvalue().splitlines() if line.startswith('Could not set')]
    # After a migration the names are not those of the JSON any more.
    return [*refused, *(differences(config, data, ot) if version == known else [])]


def differences(config: Any, data: dict[str, Any], ot: Checkout, at: str = '') -> Iterator[str]:
    """Each field of the JSON that the config object does not hold as it was given, by JSON pointer."""
    for name, value in data.items():
        path = f'{at}/{name}'
        if name == '__version' or path == '/secrets':
            continue
        if name not in config.types:
            yield f'{path} is not a setting of this OneTrainer'
        elif value is None:
            if not config.nullables[name]:
                yield f'{path} must not be null'
        else:
            yield from _difference(config.types[name], value, getattr(config, name), ot, path)


def _difference(kind: Any, value: Any, now: Any, ot: Checkout, path: str) -> Iterator[str]:
    def is_config(kind: Any) -> bool:
        return isinstance(kind, type) and issubclass(kind, ot.base_config)
    origin, parts = get_origin(kind) or kind, get_args(kind)
    if is_config(kind):
        yield from differences(now, value, ot, path) if isinstance(value, dict) else [f'{path} must be an object']
    elif origin is list and parts and is_config(parts[0]):
        yield from _each(enumerate(value), now, ot, path) if isinstance(value, list) else [f'{path} must be a list']
    elif origin is dict and len(parts) > 1 and is_config(parts[1]):
        yield from _each(value.items(), now, ot, path) if isinstance(value, dict) else [f'{path} must be an object']
    elif not _is_kept(kind, value, now):
        yield f'{path} is {value!r}, which OneTrainer takes as {now!r}'


def _each(items: Any, now: Any, ot: Checkout, path: str) -> Iterator[str]:
    for key, value in items:
        yield from (
            differences(now[key], value, ot, f'{path}/{key}') if isinstance(value, dict)
            else [f'{path}/{key} must be an object']
        )


def _is_kept(kind: Any, value: Any, now: Any) -> bool:
    if kind is bool:
        # "false" would be kept as it is, and is true.
        return isinstance(value, bool)
    if kind in (int, float):
        return value in ('inf', '-inf') and kind is float or type(value) in (int, float) and now == value
    if isinstance(kind, type) and issubclass(kind, Enum):
        return isinstance(value, str) and isinstance(now, kind) and now.name == value
    return now == value


def _refuse_what_cannot_end_well(config: Any, ot: Checkout) -> None:
    if config.cloud.enabled:
        raise StartFailed('cloud/enabled is on; this server trains on its own machine. Switch it off')
    if config.multi_gpu:
        raise StartFailed(
            'multi_gpu is on; training on several GPUs cannot be watched and held by this server yet. Switch it off'
        )
    method, model = config.training_method, config.model_type
    formats = [config.output_model_format]
    if hasattr(model, 'supported_output_formats'):
        formats = model.supported_output_formats(method)
    if config.output_model_format not in formats:
        # OneTrainer would train to the end and fail when the model is to be saved.
        raise StartFailed(f'output_model_format is {config.output_model_format}, which cannot hold a {model} {method}; '
                          f'choose one of {", ".join(str(name) for name in formats)}')
    if ot.create.create_model_loader(model, method) is None:
        raise StartFailed(f'this OneTrainer has no {method} for {model}')


def _make_it_this_jobs(config: Any, session: Session) -> None:
    job_dir = session.job_dir
    config.workspace_dir = str(job_dir)
    if config.cache_dir in (SHARED_CACHE, ''):
        config.cache_dir = str(job_dir / 'cache')
    if config.debug_dir == SHARED_DEBUG:
        config.debug_dir = str(job_dir / 'debug')
    destination = Path(job_dir, config.output_model_destination)
    destination.parent.mkdir(parents=True, exist_ok=True)
    config.output_model_destination = str(destination)
    # It would outlive a killed run and hold its pipes; the server shows the figures itself.
    config.tensorboard = False
    config.continue_last_backup = session.spec.get('resume_from') is not None
    if config.continue_last_backup:
        config.clear_cache_before_training = False
