"""What one play's logs say: named figures with their definitions."""

from sim.measure.register import HEADLINES, REGISTER, Kpi
from sim.measure.tally import Tally, layout, measure

__all__ = ["HEADLINES", "REGISTER", "Kpi", "Tally", "layout", "measure"]
