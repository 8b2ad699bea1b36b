"""What customers bring: arrivals, patience, work times and coins, drawn before the play."""

from sim.tape.draw import draw
from sim.tape.tape import Tape

__all__ = ["Tape", "draw"]
