"""What a user is told before code is compiled, found out without loading any of it."""

from pathlib import Path

from sim import numbacache
from sim.centre.engines import engine_named

_HERE = Path(__file__).parent
# Every folder whose functions numba compiles, whichever engine plays.
_ALWAYS = (_HERE, _HERE.parent / "tape", _HERE.parent / "measure" / "passes")


def before_playing(engine: str) -> list[str]:
    """Get ready for an engine; what there is to say of it, mostly nothing.

    To be called before a module that plays is imported. Where compiled code can be kept nowhere,
    it is lent a folder until this process ends.
    """
    kernel = engine_named(engine).kernel
    codes = [*_ALWAYS, _HERE / kernel] if kernel else [*_ALWAYS]
    warning = numbacache.lend(codes)
    if warning is not None:
        return [f"warning: {warning}"]
    if kernel and not numbacache.is_kept(_HERE / kernel):
        return ["note: the engine is compiled for this machine, once; later starts are quick"]
    return []
