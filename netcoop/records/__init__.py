"""Files → ``Records``: attendance sheets, referral logs and registers, read as they are kept."""

from netcoop.records.problems import Problem
from netcoop.records.read import read_records
from netcoop.records.records import Records

__all__ = ["Problem", "Records", "read_records"]
