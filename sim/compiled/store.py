"""Where machine code is kept from one start to the next, and how it comes back.

It lies in the first folder that can be written: the one CCSIM_CACHE_DIR names, `__pycache__` beside
this code, the user's cache folder. A digest of everything that it was made from names a folder
within: the sources, the compiler, the processor. Other digests' code is removed after two weeks.

Loading needs the code generator's library (llvmlite), not the compiler.
"""

import hashlib
import os
import shutil
import sys
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from time import time
from typing import Any, NamedTuple

from sim.compiled.marks import SYMBOLS

VARIABLE = "CCSIM_CACHE_DIR"
_HERE = Path(__file__).parent
_PACKAGE = _HERE.parent
_MADE_FROM = ("compiled", "scenario", "plan", "tape", "centre", "measure")
_COMPILERS = ("numba", "llvmlite")
_FOLDER = "machine-code"
_OLD_S = 14 * 86400.0

_engines: list[Any] = []  # machine code lives as long as what it was loaded into


class Kept(NamedTuple):
    """Machine code of a function: symbol to call, letters of what it returns, object file."""

    symbol: str
    returns: str
    code: bytes


# -- the folder -----------------------------------------------------------------------------------


def is_kept(name: str) -> bool:
    """Whether machine code of a function of these sources is there, for this machine."""
    folder = _folder()
    return folder is not None and any(folder.glob(f"{name}-*.o"))


def lend() -> str | None:
    """Lend a folder until this process ends if there is none; the warning that is due then.

    Processes begun later use the same folder.
    """
    if any(map(_is_writable, _places())):
        return None
    import atexit  # noqa: PLC0415  (hardly ever needed, and long to import)
    import tempfile  # noqa: PLC0415

    # Nobody else may write it: what lies there is run.
    lent = tempfile.mkdtemp(prefix="ccsim-")
    atexit.register(shutil.rmtree, lent, ignore_errors=True)
    os.environ[VARIABLE] = lent
    return (
        "compiled code cannot be kept, so every start compiles again: no folder for it can be "
        f"written; set {VARIABLE} to one that can"
    )


def _folder() -> Path | None:
    """Where code of these sources for this machine is kept; None if nowhere."""
    place = next(filter(_is_writable, _places()), None)
    return None if place is None else place / f"{_sources()}-{_machine()}"


def _places() -> Iterator[Path]:
    apart = hashlib.sha256(os.fsencode(_HERE)).hexdigest()[:16]
    if named := os.environ.get(VARIABLE):
        yield Path(named, _FOLDER, apart)
    yield _HERE / "__pycache__" / _FOLDER
    yield _user_caches() / "ccsim" / _FOLDER / apart


def _user_caches() -> Path:
    home = os.path.expanduser("~")  # noqa: PTH111  Path.home() raises where there is none
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path(home, "AppData", "Local")))
    if sys.platform == "darwin":
        return Path(home, "Library", "Caches")
    return Path(os.environ.get("XDG_CACHE_HOME", Path(home, ".cache")))


def _is_writable(folder: Path) -> bool:
    """Whether the folder can be written, or made."""
    there = next(place for place in (folder, *folder.parents) if os.path.lexists(place))
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)


@cache
def _sources() -> str:
    """Digest of every file that machine code could be made from, and of what makes it."""
    total = hashlib.sha256(sys.version.encode())
    for name in _COMPILERS:
        found = find_spec(name)
        version = Path(found.origin).with_name("_version.py") if found and found.origin else None
        if version is not None and version.is_file():
            total.update(version.read_bytes())
    for room in _MADE_FROM:
        for path in sorted((_PACKAGE / room).rglob("*.py")):
            total.update(os.fsencode(path.relative_to(_PACKAGE)))
            total.update(path.read_bytes())
    return total.hexdigest()[:16]


@cache
def _machine() -> str:
    """Digest of the processor: code made for one may not run on another."""
    binding = _binding()
    told = f"{binding.get_host_cpu_name()} {binding.get_host_cpu_features().flatten()}"
    return hashlib.sha256(told.encode()).hexdigest()[:8]


# -- finding and keeping --------------------------------------------------------------------------


def find(name: str, form: list[Any]) -> Kept | None:
    """The machine code of a function for a form of arguments, if kept."""
    folder = _folder()
    try:
        if folder is None:
            return None
        head, _, code = _path(folder, name, form).read_bytes().partition(b"\n")
        symbol, returns, digest = head.decode().split("\t")
    except (OSError, ValueError):
        return None
    is_whole = hashlib.sha256(code).hexdigest() == digest
    return Kept(symbol, returns, code) if is_whole else None


def keep(name: str, form: list[Any], kept: Kept) -> None:
    """Keep machine code for later starts, if anything can be kept."""
    folder = _folder()
    if folder is None:
        return
    head = f"{kept.symbol}\t{kept.returns}\t{hashlib.sha256(kept.code).hexdigest()}\n"
    path = _path(folder, name, form)
    try:
        if not folder.is_dir():
            _tidy(folder.parent)
            folder.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(f".{os.getpid()}")
        unfinished.write_bytes(head.encode() + kept.code)
        unfinished.replace(path)
    except OSError:
        return  # a full disk: the next start compiles again


def _tidy(place: Path) -> None:
    """Remove what was made from other sources, or for others, a long time ago."""
    for other in place.glob("*-*"):
        if time() - other.stat().st_mtime > _OLD_S:
            shutil.rmtree(other, ignore_errors=True)


def _path(folder: Path, name: str, form: list[Any]) -> Path:
    told = hashlib.sha256(repr([str(one) for one in form]).encode()).hexdigest()
    return folder / f"{name}-{told[:12]}.o"


# -- loading --------------------------------------------------------------------------------------


def loaded(kept: Kept) -> int:
    """The address of kept code, in memory from now on."""
    binding = _binding()
    add_symbols(SYMBOLS)
    machine = binding.Target.from_default_triple().create_target_machine(jit=True)
    engine = binding.create_mcjit_compiler(binding.parse_assembly(""), machine)
    engine.add_object_file(binding.ObjectFileRef.from_data(kept.code))
    engine.finalize_object()
    _engines.append(engine)
    return int(engine.get_function_address(kept.symbol))


def add_symbols(symbols: dict[str, int]) -> None:
    """Let machine code find functions by their names."""
    binding = _binding()
    for name, address in symbols.items():
        binding.add_symbol(name, address)


@cache
def _binding() -> Any:
    from llvmlite import binding  # noqa: PLC0415  (not for commands that play nothing)

    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    return binding
