"""Records → ties: how often and how closely two actors had to do with each other."""

from netcoop.ties.arcs import contact_ties, referral_ties
from netcoop.ties.projection import attended, project
from netcoop.ties.weighting import LAYERS, Weighting

__all__ = ["LAYERS", "Weighting", "attended", "contact_ties", "project", "referral_ties"]
