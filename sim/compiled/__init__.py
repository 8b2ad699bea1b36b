"""How functions become machine code: exact arithmetic, without the GIL, kept on disk.

    marks.py    what is marked for compiling; nothing heavy
    calls.py    calls from Python into machine code
    layout.py   what calls and machine code have agreed on
    store.py    where machine code is kept from one start to the next
    making.py   numba, which makes it; imported only when something is missing

Compiling takes a minute, numba half a second to import, and machine code a thousandth to load: so
numba is the compiler and nothing else. Set NUMBA_DISABLE_JIT=1 and the same functions run as plain
Python, with the same bits.
"""

from sim.compiled.calls import compiled
from sim.compiled.marks import IS_COMPILED, Compilable, part, shared, symbol

__all__ = ["IS_COMPILED", "Compilable", "compiled", "part", "shared", "symbol"]
