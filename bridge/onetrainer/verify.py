"""Whether what OneTrainer wrote is really there. It prints its failures and goes on, so nothing is believed unread."""
import json
from pathlib import Path


def check_backup(path: Path) -> dict[str, int]:
    """The progress of a complete backup. Raises ValueError when it is not one."""
    if not path.is_dir():
        raise ValueError('there is no such folder')
    meta = path / 'meta.json'
    if not meta.is_file():
        raise ValueError('it is not complete: meta.json is missing')
    try:
        progress = json.loads(meta.read_bytes())['train_progress']
        progress = {name: int(progress[name]) for name in ('epoch', 'epoch_step', 'epoch_sample', 'global_step')}
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f'its meta.json cannot be read: {error!r}') from error
    check_model(path)
    return progress


def check_model(path: Path) -> None:
    """Looks at a model, a file or a folder. Raises ValueError when it is absent, empty or cut off."""
    if path.is_dir():
        files = [file for file in path.rglob('*') if file.is_file() and file.name != 'meta.json']
    elif path.is_file():
        files = [path]
    else:
        raise ValueError(f'{path.name} is not there')
    if not files:
        raise ValueError(f'{path.name} is empty')
    for file in files:
        if file.suffix == '.safetensors':
            _check_safetensors(file)
        elif file.suffix in ('.pt', '.bin', '.ckpt') and file.stat().st_size == 0:
            raise ValueError(f'{file.name} is empty')


def _check_safetensors(file: Path) -> None:
    size = file.stat().st_size
    with open(file, 'rb') as opened:
        length = int.from_bytes(opened.read(8), 'little')
        if not 2 <= length <= size - 8:
            raise ValueError(f'{file.name} has no safetensors header')
        try:
            header = json.loads(opened.read(length))
            end = max((entry['data_offsets'][1] for name, entry in header.items() if name != '__metadata__'), default=0)
        except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
            raise ValueError(f'{file.name} has a broken safetensors header') from error
    if size != 8 + length + end:
        raise ValueError(f'{file.name} is cut off: {size} bytes, its header says {8 + length + end}')
