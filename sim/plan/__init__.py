"""The scenario as small integer tables: names become indices, laws get their final scale."""

from sim.plan.compile import plan
from sim.plan.plan import Demand, Names, Plan, Supply, Yardsticks

__all__ = ["Demand", "Names", "Plan", "Supply", "Yardsticks", "plan"]
