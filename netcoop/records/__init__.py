"""Files → ``Records``: attendance sheets, referral logs and registers, read as they are kept."""

from netcoop.records.problems import Problem
from netcoop.records.read import read_records
from netcoop.records.records import Records
from netcoop.records.template import write_template

__all__ = ["Problem", "Records", "read_records", "write_template"]
