"""Where numba keeps the machine code it has made, told without importing numba.

It takes the first folder that it can write: the one NUMBA_CACHE_DIR names, `__pycache__` beside
the code, the user's cache folder. Without any it does not even load the code.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

VARIABLE = "NUMBA_CACHE_DIR"
# With these numba looks elsewhere, or compiles nothing.
_OTHERWISE = ("NUMBA_CACHE_LOCATOR_CLASSES", "NUMBA_DISABLE_JIT")


def is_kept(code: Path) -> bool:
    """Whether machine code of modules in the folder `code` is there for this version of Python."""
    if _is_otherwise():
        return True
    place = _place(code)
    version = f"py{sys.version_info[0]}{sys.version_info[1]}{getattr(sys, 'abiflags', '')}"
    return place is not None and any(place.glob(f"*.{version}.nbi"))


def lend(codes: list[Path]) -> str | None:
    """Lend numba a folder until this process ends if it has none; the warning that is due then.

    To be called before numba is imported. Processes begun later use the same folder.
    """
    if _is_otherwise() or all(map(_place, codes)):
        return None
    import atexit  # noqa: PLC0415  (hardly ever needed, and long to import)
    import shutil  # noqa: PLC0415
    import tempfile  # noqa: PLC0415

    # Nobody else may write it: what lies there is run.
    lent = tempfile.mkdtemp(prefix="ccsim-")
    atexit.register(shutil.rmtree, lent, ignore_errors=True)
    os.environ[VARIABLE] = lent
    return (
        "compiled code cannot be kept, so every start compiles again: no folder for it can be "
        f"written; set {VARIABLE} to one that can"
    )


def _is_otherwise() -> bool:
    return any(os.environ.get(name) for name in _OTHERWISE)


def _place(code: Path) -> Path | None:
    """The folder numba takes for the modules in `code`; None if it can write none."""
    return next(filter(_is_writable, _places(code)), None)


def _places(code: Path) -> Iterator[Path]:
    import hashlib  # noqa: PLC0415  (only where a cache is away from the code)

    folder = os.path.abspath(code)  # noqa: PTH100  numba hashes exactly this
    apart = f"{Path(folder).name}_{hashlib.sha1(folder.encode()).hexdigest()}"  # noqa: S324
    if named := os.environ.get(VARIABLE):
        yield Path(named, apart)
    yield Path(folder, "__pycache__")
    yield _user_caches() / apart


def _user_caches() -> Path:
    home = os.path.expanduser("~")  # noqa: PTH111  Path.home() raises where there is none
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA", os.path.join(home, "AppData", "Local"))  # noqa: PTH118
        return Path(local, "numba", "Cache")
    if sys.platform == "darwin":
        return Path(home, "Library", "Caches", "numba")
    return Path(os.environ.get("XDG_CACHE_HOME", os.path.join(home, ".cache")), "numba")  # noqa: PTH118


def _is_writable(folder: Path) -> bool:
    """Whether the folder can be written, or made."""
    there = next(place for place in (folder, *folder.parents) if os.path.lexists(place))
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)
