"""The command ``netcoop``."""

from netcoop.cli import comparing, drawing, records, reporting, studies
from netcoop.cli.root import app, main

__all__ = ["app", "comparing", "drawing", "main", "records", "reporting", "studies"]
