"""What people look at: tables, plots, the book, the report, and the folder that holds them."""

from sim.reporting.study import write_report

__all__ = ["write_report"]
