"""Sealed files on disk: a folder for each branch, written whole or not at all.

A file is written beside its place, forced to disk and renamed into it, before its row commits. So a row
always has its file, and a file without a row is one whose row never came: the sweep takes it away.
"""

import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from flask import current_app

from platform_core.settings import Settings

ENDING, UNFINISHED = ".sealed", ".part"
LEAST_FREE = 512 * 1024 * 1024
"""Bytes that stay free on the disk: the database and the keys come before files."""

_FOLDER_MODE, _FILE_MODE = 0o700, 0o600


def folder_of(branch_id: UUID) -> Path:
    """Return where the files of a branch lie."""
    settings: Settings = current_app.extensions["qorgau_settings"]
    return settings.data_dir / "files" / branch_id.hex


def path_of(branch_id: UUID, file_id: UUID) -> Path:
    """Return the place of one file; both names are ids, so nothing that was typed is in it."""
    return folder_of(branch_id) / file_id.hex[-2:] / f"{file_id.hex}{ENDING}"


def write_file(branch_id: UUID, file_id: UUID, parts: Iterable[bytes]) -> None:
    """Write a file whole: it is on disk, under its name, when this returns; else nothing is left."""
    place = path_of(branch_id, file_id)
    _make_folder(place.parent)
    unfinished = place.with_name(f"{file_id.hex}.{secrets.token_hex(4)}{UNFINISHED}")
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE_MODE), "wb") as target:
            target.writelines(parts)
            target.flush()
            os.fsync(target.fileno())
        unfinished.replace(place)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    _sync_folder(place.parent)


def open_stored(branch_id: UUID, file_id: UUID) -> BinaryIO:
    """Open a sealed file for reading; raise `OSError` if it is not there."""
    return path_of(branch_id, file_id).open("rb")


def remove_file(branch_id: UUID, file_id: UUID) -> None:
    """Take a file away; one that is gone already is fine."""
    path_of(branch_id, file_id).unlink(missing_ok=True)


def stored_files(branch_id: UUID) -> Iterator[tuple[UUID, float]]:
    """List the files of a branch by id, each with the moment it was written (seconds since 1970)."""
    for path in folder_of(branch_id).glob(f"*/*{ENDING}"):
        with suppress(ValueError, FileNotFoundError):  # not ours by its name, or taken away meanwhile
            yield UUID(path.name.removesuffix(ENDING)), path.stat().st_mtime


def remove_unfinished(branch_id: UUID, *, before: float) -> int:
    """Take away what was begun before a moment and never finished; return how many."""
    count = 0
    for path in folder_of(branch_id).glob(f"*/*{UNFINISHED}"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < before:
                path.unlink()
                count += 1
    return count


def has_room(size: int) -> bool:
    """Tell whether the disk takes so many bytes more and stays usable."""
    settings: Settings = current_app.extensions["qorgau_settings"]
    return shutil.disk_usage(settings.data_dir).free - size > LEAST_FREE


def _make_folder(folder: Path) -> None:
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
    for one in missing:
        one.chmod(_FOLDER_MODE)
        _sync_folder(one.parent)


def _sync_folder(folder: Path) -> None:
    """Force a folder's list of names to disk, without which a rename may be lost with the power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
