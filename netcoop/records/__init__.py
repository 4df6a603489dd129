"""Files → ``Records``: attendance sheets, referral logs and registers, read as they are kept."""

from netcoop.records.problems import Problem
from netcoop.records.read import read_records
from netcoop.records.records import Records
from netcoop.records.template import write_template
from netcoop.records.topics import topic_table

__all__ = [
    "Problem",
    "Records",
    "read_records",
    "topic_table",
    "write_template",
]
