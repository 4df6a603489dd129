"""Numbers → what they may say: fair comparison, with uncertainty."""

from netcoop.compare.claims import ClaimComparison, compare_claims
from netcoop.compare.doses import DoseResponse, dose_response
from netcoop.compare.effort import coverage, meeting_size_profile, rarefy
from netcoop.compare.effort_result import Coverage, MeetingSizeProfile, Rarefaction
from netcoop.compare.impact import did
from netcoop.compare.impact_result import Impact
from netcoop.compare.nulltest import null_test
from netcoop.compare.placebo_checks import Placebos, placebos
from netcoop.compare.power import Detectable, mde
from netcoop.compare.quadratic import mrqap, qap
from netcoop.compare.quadratic_result import QuadraticAssignment, QuadraticRegression
from netcoop.compare.sensitivity import WeightingSensitivity, weighting_sensitivity
from netcoop.compare.trends import EventStudy, event_study

__all__ = [
    "ClaimComparison",
    "Coverage",
    "Detectable",
    "DoseResponse",
    "EventStudy",
    "Impact",
    "MeetingSizeProfile",
    "Placebos",
    "QuadraticAssignment",
    "QuadraticRegression",
    "Rarefaction",
    "WeightingSensitivity",
    "compare_claims",
    "coverage",
    "did",
    "dose_response",
    "event_study",
    "mde",
    "meeting_size_profile",
    "mrqap",
    "null_test",
    "placebos",
    "qap",
    "rarefy",
    "weighting_sensitivity",
]
