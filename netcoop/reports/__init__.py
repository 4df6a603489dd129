"""Documents people can hand in: the report of one set of records, and whole studies."""

from __future__ import annotations

from netcoop.reports.base import Report
from netcoop.reports.compose import report
from netcoop.reports.study import Study, write_study

__all__ = ["Report", "Study", "report", "write_study"]
