"""``Network`` → what is missing."""

from netcoop.gaps.prediction import missing_ties

__all__ = ["missing_ties"]
