"""``Network`` and ``Records`` → what is missing, and what would help.

Four things are kept apart: what a template asks for (``required``), services (``whitespots``),
likely ties (``prediction``), and suggestions (``suggestion``); ``flow`` follows the referrals.
"""

from netcoop.gaps.flow.mentioned import missing_actors
from netcoop.gaps.flow.referrals import referral_flow
from netcoop.gaps.flow.result import ReferralFlow
from netcoop.gaps.prediction.absent import missing_ties
from netcoop.gaps.prediction.evaluation import evaluate_missing_ties
from netcoop.gaps.prediction.evaluation_result import PredictionEvaluation
from netcoop.gaps.prediction.result import MissingTies
from netcoop.gaps.required.asked import required_ties
from netcoop.gaps.required.result import RequiredTies
from netcoop.gaps.suggestion.burden import workload
from netcoop.gaps.suggestion.contacts import suggest_ties
from netcoop.gaps.suggestion.contacts_result import TieSuggestions
from netcoop.gaps.suggestion.invitation import suggest_meeting, suggest_series
from netcoop.gaps.suggestion.invitation_result import Invitation, InvitationSeries
from netcoop.gaps.whitespots.offered import shared_services
from netcoop.gaps.whitespots.result import WhiteSpots
from netcoop.gaps.whitespots.spots import white_spots

__all__ = [
    "Invitation",
    "InvitationSeries",
    "MissingTies",
    "PredictionEvaluation",
    "ReferralFlow",
    "RequiredTies",
    "TieSuggestions",
    "WhiteSpots",
    "evaluate_missing_ties",
    "missing_actors",
    "missing_ties",
    "referral_flow",
    "required_ties",
    "shared_services",
    "suggest_meeting",
    "suggest_series",
    "suggest_ties",
    "white_spots",
    "workload",
]
