"""Numbers → what they may say: fair comparison, with uncertainty."""

from netcoop.compare.between_periods import compare_periods
from netcoop.compare.claims import ClaimComparison, compare_claims
from netcoop.compare.doses import DoseResponse, dose_response
from netcoop.compare.effort import coverage, meeting_size_profile, rarefy
from netcoop.compare.effort_result import Coverage, MeetingSizeProfile, Rarefaction
from netcoop.compare.exports import export_r
from netcoop.compare.impact import did
from netcoop.compare.impact_result import Impact
from netcoop.compare.interval_result import MetricIntervals
from netcoop.compare.intervals import metric_interval
from netcoop.compare.lasting import sustainability
from netcoop.compare.lasting_result import Sustainability
from netcoop.compare.missing_records import missing_sensitivity
from netcoop.compare.missing_result import MissingSensitivity
from netcoop.compare.null_result import NullTest
from netcoop.compare.nulltest import null_test
from netcoop.compare.panel import phase_panel
from netcoop.compare.period_result import PeriodComparison
from netcoop.compare.placebo_checks import Placebos, placebos
from netcoop.compare.power import Detectable, mde
from netcoop.compare.quadratic import mrqap, qap
from netcoop.compare.quadratic_result import QuadraticAssignment, QuadraticRegression
from netcoop.compare.rates import tie_rates, turnover
from netcoop.compare.region_result import RegionComparison
from netcoop.compare.regions import compare_regions
from netcoop.compare.sampling import sample_null
from netcoop.compare.sensitivity import WeightingSensitivity, weighting_sensitivity
from netcoop.compare.state_result import TieRates, TieStates, Turnover
from netcoop.compare.states import tie_states
from netcoop.compare.tipping import reporting_tipping_point
from netcoop.compare.tipping_result import TippingPoint
from netcoop.compare.trends import EventStudy, event_study
from netcoop.compare.trusting import Trust, trust

__all__ = [
    "ClaimComparison",
    "Coverage",
    "Detectable",
    "DoseResponse",
    "EventStudy",
    "Impact",
    "MeetingSizeProfile",
    "MetricIntervals",
    "MissingSensitivity",
    "NullTest",
    "PeriodComparison",
    "Placebos",
    "QuadraticAssignment",
    "QuadraticRegression",
    "Rarefaction",
    "RegionComparison",
    "Sustainability",
    "TieRates",
    "TieStates",
    "TippingPoint",
    "Trust",
    "Turnover",
    "WeightingSensitivity",
    "compare_claims",
    "compare_periods",
    "compare_regions",
    "coverage",
    "did",
    "dose_response",
    "event_study",
    "export_r",
    "mde",
    "meeting_size_profile",
    "metric_interval",
    "missing_sensitivity",
    "mrqap",
    "null_test",
    "phase_panel",
    "placebos",
    "qap",
    "rarefy",
    "reporting_tipping_point",
    "sample_null",
    "sustainability",
    "tie_rates",
    "tie_states",
    "trust",
    "turnover",
    "weighting_sensitivity",
]
