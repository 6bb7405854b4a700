"""Files that are whole or absent, and the fingerprint a File carries on the wire."""
import hashlib
import os
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any


def write_file(path: Path, data: bytes) -> None:
    """Writes a file that is whole or absent, and reads it back. Raises OSError when it is not what was written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f'.{path.name}.partial')
    try:
        with open(partial, 'wb') as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    except OSError:
        partial.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)
    if sha256_of_file(path) != hashlib.sha256(data).hexdigest():
        raise OSError(f'{path.name} was not read back as it was written')


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder durable."""
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def sha256_of_file(path: Path) -> str:
    """Hex SHA-256 of a file's bytes."""
    digest = hashlib.sha256()
    with open(path, 'rb') as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def describe(path: Path, job_dir: Path) -> dict[str, Any]:
    """The File of the contract: path relative to the job's folder, bytes and SHA-256, read from disk."""
    relative = path.relative_to(job_dir).as_posix()
    if path.is_file():
        return {'path': relative, 'bytes': path.stat().st_size, 'sha256': sha256_of_file(path)}
    files = sorted(file for file in path.rglob('*') if file.is_file())
    lines = sorted(f'{sha256_of_file(file)}  {file.relative_to(path).as_posix()}\n'.encode() for file in files)
    return {
        'path': relative, 'bytes': sum(file.stat().st_size for file in files),
        'sha256': hashlib.sha256(b''.join(lines)).hexdigest()
    }


def free_name(folder: Path, stem: str, suffix: str = '') -> Path:
    """A path in the folder that nothing has yet: the stem, or the stem with -2, -3 …"""
    path, number = folder / f'{stem}{suffix}', 1
    while path.exists():
        number += 1
        path = folder / f'{stem}-{number}{suffix}'
    return path


STAMP = '%Y-%m-%d_%H-%M-%S'


def file_stamp() -> str:
    """UTC now, as OneTrainer writes it into file names."""
    return datetime.now(timezone.utc).strftime(STAMP)


def stamp_after(newest: str | None) -> str:
    """A stamp that comes after another one, also when the clock was set back since: then a second later."""
    now = file_stamp()
    if newest is None or newest <= now:
        return now
    try:
        return (datetime.strptime(newest, STAMP) + timedelta(seconds=1)).strftime(STAMP)
    except (ValueError, OverflowError):
        return now  # digits that are no time: somebody else's


def safe_prompt(prompt: str) -> str:
    """A prompt as part of a folder name: letters, digits and ` ._-#`, at most 32 characters."""
    kept = ''.join(c for c in prompt if c.isascii() and (c.isalnum() or c in ' ._-#'))
    return kept[:32].strip()
