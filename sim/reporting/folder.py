"""One results folder, written whole or not at all.

    .NAME.new   the new folder while it is written: every file and the folder itself fsynced
    .NAME.old   the former folder while the new one takes its place
    NAME        what users see; only ever a complete folder

Steps: write `.NAME.new` · rename `NAME` → `.NAME.old` · rename `.NAME.new` → `NAME` · delete
`.NAME.old`. A kill before the first rename leaves the former folder (or nothing) in place; a
kill between the two renames leaves no `NAME`, but both folders beside it, whole, and `recover`
finishes the exchange on the next start; a kill later leaves the new folder in place. The
leftovers of any kill are removed on the next start. Processes that publish into one parent
take turns (a lock on the parent folder, where the system has one), so two of them never mix.
"""

import errno
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

from sim.errors import ResultsError, UsageError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

MANIFEST = "manifest.json"
MADE_BY = "ccsim"

_NAME = re.compile(r"\w[\w .+-]{0,99}")
_NO_SPACE = {errno.ENOSPC, errno.EDQUOT}


def checked_name(name: str) -> str:
    """A name that is one plain folder name. Raises UsageError otherwise."""
    if not _NAME.fullmatch(name) or name.endswith((".", " ")):
        raise UsageError(
            f"--name = {name!r}: needs a plain folder name of at most 100 characters; "
            "letters, digits, spaces and . _ + - are allowed, the first a letter or digit"
        )
    return name


def prepare(folder: Path) -> None:
    """Finish what a killed process left, and refuse a folder that is not ours to replace.

    Called before a long run, so that a refusal comes first; writes nothing new.
    """
    recover(folder)
    _refuse_foreign(folder)
    _refuse_unwritable(folder)


def recover(folder: Path) -> None:
    """Finish, or take back, what a killed process left; the folder is whole or absent then."""
    with _our_turn(folder.parent):
        _recover(folder)


def publish(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put `files` (path in the folder → content) in the folder's place, all or none.

    `files` holds a manifest. Raises ResultsError, with the former folder untouched.
    """
    needed = sum(map(len, files.values()))
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _our_turn(folder.parent):
            _recover(folder)
            _refuse_foreign(folder)
            _exchange(folder, files)
    except OSError as error:
        raise ResultsError(_reason(folder, error, needed)) from error


def read_manifest(path: Path) -> dict[str, object]:
    """A manifest written by this program. Raises ResultsError if it is anything else."""
    try:
        manifest = json.loads(path.read_bytes())
    except OSError as error:
        raise ResultsError(f"{path}: cannot be read: {error.strerror}") from None
    except ValueError:
        raise ResultsError(f"{path}: is no manifest: not JSON") from None
    if not isinstance(manifest, dict) or manifest.get("made_by") != MADE_BY:
        raise ResultsError(f"{path}: is no manifest of ccsim")
    return manifest


def sha256(content: bytes) -> str:
    """Checksum as manifests write it."""
    return hashlib.sha256(content).hexdigest()


def _beside(folder: Path) -> tuple[Path, Path]:
    return folder.with_name(f".{folder.name}.new"), folder.with_name(f".{folder.name}.old")


def _exchange(folder: Path, files: Mapping[str, bytes]) -> None:
    new, old = _beside(folder)
    try:
        _write_all(new, files)
        if folder.exists():
            folder.rename(old)
        new.rename(folder)
    except BaseException:  # Ctrl-C too: no half folder stays
        _undo(folder)
        raise
    with suppress(OSError):  # in place and whole; only power loss could still bring the old back
        _sync_folder(folder.parent)
    _remove(old)


def _undo(folder: Path) -> None:
    new, old = _beside(folder)
    if old.exists() and not folder.exists():
        old.rename(folder)
    _remove(new)


def _write_all(new: Path, files: Mapping[str, bytes]) -> None:
    folders = {new} | {new / parent for name in files for parent in PurePosixPath(name).parents}
    for folder in sorted(folders):  # a parent sorts before what it holds
        folder.mkdir()
    for name in sorted(files):
        _write(new / name, files[name])
    for folder in folders:
        _sync_folder(folder)


def _write(path: Path, content: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags, 0o666)
    try:
        view = memoryview(content)
        while view:
            view = view[os.write(descriptor, view) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_folder(folder: Path) -> None:
    """Make names durable. Systems that cannot open a folder (Windows) do so by themselves."""
    with suppress(PermissionError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _remove(folder: Path) -> None:
    """Delete what is only a leftover; what resists is removed on the next start."""
    shutil.rmtree(folder, ignore_errors=True)


def _recover(folder: Path) -> None:
    new, old = _beside(folder)
    if old.exists() and not folder.exists():
        (new if _is_whole(new) else old).rename(folder)
    _remove(new)
    _remove(old)


def _is_whole(folder: Path) -> bool:
    """Whether every file that the manifest names has the content that it names."""
    try:
        listed = _listed(folder)
        return all(
            sha256((folder / name).read_bytes()) == digest for name, digest in listed.items()
        )
    except (OSError, ResultsError):
        return False


def _listed(folder: Path) -> dict[str, str]:
    files = read_manifest(folder / MANIFEST).get("files")
    return (
        {str(name): str(digest) for name, digest in files.items()}
        if isinstance(files, dict)
        else {}
    )


def _refuse_foreign(folder: Path) -> None:
    """Only a folder that holds nothing but our own files is ever replaced."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise ResultsError(f"{folder}: is no folder; choose another --name or --out")
    if not folder.exists() or not any(folder.iterdir()):
        return
    if not (folder / MANIFEST).is_file():
        raise ResultsError(
            f"{folder}: was not written by ccsim (no {MANIFEST}); choose another --name or --out"
        )
    ours = set(_listed(folder)) | {MANIFEST}
    foreign = sorted(set(_files_in(folder)) - ours)
    if foreign:
        more = f" and {len(foreign) - 1} more" if len(foreign) > 1 else ""
        raise ResultsError(
            f"{folder}: holds {foreign[0]}{more}, which ccsim did not write and would delete; "
            "move it, or choose another --name"
        )


def _files_in(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        if path.is_symlink() or not path.is_dir():
            yield path.relative_to(folder).as_posix()


def _refuse_unwritable(folder: Path) -> None:
    parent = folder.parent
    while not parent.exists() and parent != parent.parent:
        parent = parent.parent
    if not parent.is_dir() or not os.access(parent, os.W_OK | os.X_OK):
        raise ResultsError(f"{folder}: cannot be written: no write permission in {parent}")


def _reason(folder: Path, error: OSError, needed: int) -> str:
    if error.errno not in _NO_SPACE:
        return f"{folder}: cannot be written: {error.strerror or error}; nothing was changed"
    free = ""
    with suppress(OSError):
        free = f", {shutil.disk_usage(folder.parent).free:,} are free"
    return (
        f"{folder}: the disk is full: {needed:,} bytes are needed{free}; "
        "nothing was changed; make room, or choose another --out"
    )


@contextmanager
def _our_turn(parent: Path) -> Iterator[None]:
    """Wait until no other process publishes beside us; without locks, go on at once."""
    if fcntl is None or not parent.is_dir():
        yield
        return
    descriptor = os.open(parent, os.O_RDONLY)
    try:
        with suppress(OSError):  # a file system without locks
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
