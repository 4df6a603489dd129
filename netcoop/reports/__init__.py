"""Everything so far → documents."""

from netcoop.reports.compose import Report, report

__all__ = ["Report", "report"]
