"""Numbers → what they may say: fair comparison, with uncertainty."""

from netcoop.compare.nulltest import null_test

__all__ = ["null_test"]
