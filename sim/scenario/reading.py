"""Files of a scenario: reading them safely, and keeping what was read."""

import hashlib
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath

LARGEST_SCENARIO = 5_000_000
LARGEST_TABLE = 20_000_000

SMALLEST = """title = "One queue"
[horizon]
lasts = "8h"
[channels.voice]
[reasons.any]
volume = { cases_per_hour = 10 }
mix = { voice = 1.0 }
route = ["desk"]
handle_time = { exponential = "4m" }
[teams.desk]
channels = ["voice"]
agents = 2"""


@dataclass(frozen=True)
class SourceFile:
    """A file that was read for a scenario, so that a manifest can keep a copy.

    name    relative to the folder of the file that was asked for, with forward slashes
    content the bytes actually read
    """

    name: str
    content: bytes = field(repr=False)

    @property
    def sha256(self) -> str:
        """Checksum of the bytes actually read."""
        return hashlib.sha256(self.content).hexdigest()


class UnreadableError(ValueError):
    """A file cannot be used; the text is the rule it breaks, with the remedy."""


def inside(folder: Path, name: str) -> Path:
    """The regular file `name` inside `folder`, symbolic links resolved.

    Raises UnreadableError for absolute paths, `..`, `~`, links that lead out, folders, devices.
    """
    if not name or "\0" in name:
        raise UnreadableError("names no file")
    windows = PureWindowsPath(name)
    if "://" in name or windows.drive or windows.root or PurePosixPath(name).is_absolute():
        raise UnreadableError("must be a file beside the scenario; absolute paths are not read")
    if "\\" in name or ".." in PurePosixPath(name).parts or name.startswith("~"):
        raise UnreadableError('must be a file beside the scenario; "..", "~" and "\\" are not read')
    try:
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()):
            raise UnreadableError("leads out of the scenario's folder; copy the file beside it")
    except (OSError, RuntimeError) as error:
        raise UnreadableError(f"cannot be found: {_reason(error)}") from None
    return path


def read_bytes(path: Path, at_most: int) -> bytes:
    """The bytes of a regular file; UnreadableError if there is none, or more than `at_most`."""
    try:
        descriptor = os.open(
            path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        )
    except (OSError, ValueError) as error:
        raise UnreadableError(f"cannot be read: {_reason(error)}") from None
    try:
        status = os.fstat(descriptor)
        if stat.S_ISDIR(status.st_mode):
            raise UnreadableError("is a folder; name the file in it")
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableError("is no regular file")
        if status.st_size > at_most:
            raise UnreadableError(f"is {status.st_size:,} bytes long; at most {at_most:,} are read")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(at_most)
    finally:
        os.close(descriptor)


def _reason(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "no such file"
    if isinstance(error, PermissionError):
        return "no permission"
    if isinstance(error, IsADirectoryError):
        return "it is a folder"
    return (getattr(error, "strerror", None) or "not a file name").lower()


def decode(content: bytes) -> str:
    """The text of a scenario file, which must be UTF-8 (a byte order mark is skipped).

    Raises UnreadableError naming the encoding it looks like, and the offset of the first bad byte.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableError("is UTF-16 text; save it as UTF-8")
    if b"\0" in content or content.startswith((b"\x89PNG", b"PK\x03\x04", b"\x1f\x8b")):
        raise UnreadableError("is not text; a scenario is a TOML file in UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        byte, line = content[error.start], content.count(b"\n", 0, error.start) + 1
        raise UnreadableError(
            f"is not UTF-8: byte 0x{byte:02X} at offset {error.start}, line {line} "
            "(Latin-1 or Windows-1252?); save it as UTF-8"
        ) from None
