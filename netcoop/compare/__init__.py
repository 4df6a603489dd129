"""Numbers → what they may say: fair comparison, with uncertainty."""

from netcoop.compare.claims import ClaimComparison, compare_claims
from netcoop.compare.nulltest import null_test
from netcoop.compare.sensitivity import WeightingSensitivity, weighting_sensitivity

__all__ = [
    "ClaimComparison",
    "WeightingSensitivity",
    "compare_claims",
    "null_test",
    "weighting_sensitivity",
]
