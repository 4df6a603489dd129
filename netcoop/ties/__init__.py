"""Records → ties: how often and how closely two actors had to do with each other."""

from netcoop.ties.arcs import agreement_ties, contact_ties, referral_ties
from netcoop.ties.backbones import backbone
from netcoop.ties.claims import claim_ties
from netcoop.ties.growing import growth
from netcoop.ties.grown import Growth
from netcoop.ties.projection import attended, project
from netcoop.ties.weighting import LAYERS, Weighting

__all__ = [
    "LAYERS",
    "Growth",
    "Weighting",
    "agreement_ties",
    "attended",
    "backbone",
    "claim_ties",
    "contact_ties",
    "growth",
    "project",
    "referral_ties",
]
