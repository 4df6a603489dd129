"""The metrics of networks, with their words; :mod:`netcoop.metrics.register` lists them."""

from __future__ import annotations

from netcoop._core.texts import mark
from netcoop.metrics import cohesion, concentration, cores, fragments, groups, labels, two_mode
from netcoop.metrics.actor_metrics import PURE, SHARE, TIES
from netcoop.metrics.metric import Metric
from netcoop.metrics.removal import resilience
from netcoop.network import Network


def core_fit(net: Network) -> float:
    """Say how well a core and a periphery describe the network."""
    return cores.core_periphery(net).fit


def modularity(net: Network) -> float:
    """Say how clearly the network falls into communities."""
    return groups.communities(net, rng=0).modularity


def resilience_area(net: Network) -> float:
    """Say how much holds together while the best tied leave, one after the other."""
    return resilience(net).area


CLOSE = [
    Metric(
        "density", cohesion.density, "network", "cohesion", mark("density"),
        mark("Share of all possible ties that there are."), "0 … 1", SHARE, "closer",
        "m/(n(n−1)/2); directed m/(n(n−1))", "doi:10.1017/CBO9780511815478",
        mark("It falls with size and rises with every further meeting: not between networks of "
             "different size or number of meetings."), ("register",), standard=True,
    ),
    Metric(
        "mean_degree", cohesion.mean_degree, "network", "cohesion", mark("ties per actor"),
        mark("How many ties an actor has on average."), "0 … n−1 (directed 2(n−1))", TIES,
        "closer", "2m/n",
        "doi:10.1017/CBO9780511815478",
        mark("It rises with every further meeting: see it beside chance."), ("register",),
        standard=True, digits=1,
    ),
    Metric(
        "transitivity", cohesion.transitivity, "network", "cohesion", mark("transitivity"),
        mark("How often two partners of an actor are partners of each other."), "0 … 1", SHARE,
        "neither", "3·triangles/connected triples", "doi:10.1073/pnas.012582999",
        mark("Meetings of three and more make it by themselves: see it beside chance."),
        standard=True,
    ),
    Metric(
        "reciprocity", cohesion.reciprocity, "network", "cohesion", mark("reciprocity"),
        mark("How often what goes one way also comes back."), "0 … 1", SHARE, "closer",
        "returned arcs/arcs", "doi:10.1017/CBO9780511815478",
        mark("Meetings are mutual by nature."), ("direction",),
    ),
    Metric(
        "multiplexity", cohesion.multiplexity, "network", "cohesion", mark("kinds of tie per pair"),
        mark("In how many kinds of tie a tied pair cooperates, on average."), "1 …",
        mark("kinds of tie"), "closer", "mean number of kinds over tied pairs",
        "doi:10.1016/S0378-8733(99)00002-7",
        mark("Where one kind of tie was not recorded."), ("several kinds",),
    ),
    Metric(
        "two_mode_density", two_mode.two_mode_density, "network", "cohesion", mark("seats taken"),
        mark("Share of seats taken, if every meeting had a seat for every actor."),
        "0 … 1", SHARE, "closer", "Σ bᵢₘ/(n·m)", "doi:10.1016/S0378-8733(96)00301-2",
        mark("It falls with every actor and every meeting more."), ("attendance", "register"),
    ),
    Metric(
        "efficiency", fragments.efficiency, "network", "cohesion", mark("global efficiency"),
        mark("How near actors are to each other on average: 1 means all tied to all."), "0 … 1",
        SHARE, "closer", "mean of 1/d over ordered pairs", "doi:10.1103/PhysRevLett.87.198701",
        mark("Not Krackhardt's measure of the same name."), ("register",),
    ),
]  # fmt: skip
APART = [
    Metric(
        "fragmentation", fragments.fragmentation, "network", "pieces", mark("fragmentation"),
        mark("Share of pairs of actors that cannot reach each other."), "0 … 1", SHARE, "apart",
        "1 − Σ s(s−1)/(n(n−1)) over pieces of size s", "doi:10.1007/s10588-006-7084-x",
        mark("0 for every network in one piece, however weak."), ("register",), standard=True,
    ),
    Metric(
        "connectedness", fragments.connectedness, "network", "pieces", mark("connectedness"),
        mark("Share of pairs of actors that can reach each other."), "0 … 1", SHARE, "closer",
        "1 − F", "doi:10.1007/s10588-006-7084-x",
        mark("1 for every network in one piece, however weak."), ("register",),
    ),
    Metric(
        "distance_fragmentation", fragments.distance_fragmentation, "network", "pieces",
        mark("distance-weighted fragmentation"),
        mark("How far apart actors are: 0 means all tied to all, 1 nobody tied."), "0 … 1", SHARE,
        "apart", "1 − mean of 1/d over ordered pairs", "doi:10.1007/s10588-006-7084-x",
        mark("Where nearly all are tied to each other it says no more than the density."),
        ("register",), standard=True,
    ),
    Metric(
        "largest_component_share", fragments.largest_component_share, "network", "pieces",
        mark("share in the largest piece"),
        mark("Share of actors that hang together in the largest piece."), "0 … 1", SHARE, "closer",
        "max s/n", "doi:10.1017/CBO9780511815478",
        mark("1 for every network in one piece, however weak."), ("register",), standard=True,
    ),
    Metric(
        "resilience", resilience_area, "network", "pieces", mark("resilience"),
        mark("How much of the network holds together while its best tied actors leave one by one."),
        "0 … 1/2", SHARE, "closer", "mean share in the largest piece over all removals",
        "doi:10.1073/pnas.1009440108",
        mark("Where nearly all are tied to each other it is close to one half."), ("register",),
    ),
    Metric(
        "saturated", cohesion.is_saturated, "network", "pieces", mark("saturated"),
        mark("1 where nearly all are tied to each other, so that weak points say nothing."),
        "0, 1", PURE, "neither", "density ≥ 1/2; no one parts 1/10 of the others' pairs",
        "netcoop",
        mark("Both bounds are assumptions."), digits=0,
    ),
]  # fmt: skip
UNEQUAL = [
    Metric(
        "centralization", concentration.centralization, "network", "concentration",
        mark("centralization"),
        mark("How far the network turns around one actor: 1 is a star, 0 all alike."), "0 … 1",
        SHARE, "neither", "Σ (max k − kᵢ), /that of a star", "doi:10.1016/0378-8733(78)90021-7",
        mark("With fewer than three actors."), ("register",),
    ),
    Metric(
        "gini", concentration.gini, "network", "concentration", mark("inequality of cooperation"),
        mark("How unequally cooperation is spread: 0 all alike, near 1 all by one actor."),
        "0 … 1−1/n", PURE, "neither", "Σᵢ Σⱼ |sᵢ − sⱼ|/(2n² s̄)", "doi:10.2307/1924845",
        mark("Without ties; an observed roster lacks those who never came."), ("register",),
    ),
    Metric(
        "core_periphery", core_fit, "network", "concentration", mark("core and periphery"),
        mark("How well a close-knit core and a periphery tied only to it describe the network."),
        "0 … 1", PURE, "neither", "correlation of ties with 1 where either is in the core",
        "doi:10.1016/S0378-8733(99)00019-2",
        mark("A good fit also comes by chance where degrees are unequal."),
    ),
    Metric(
        "modularity", modularity, "network", "concentration", mark("division into communities"),
        mark("How clearly the network falls into communities with few ties between them."),
        "−1/2 … 1", PURE, "neither", "Σ (wᵢⱼ − sᵢsⱼ/2W)/2W within communities (Leiden)",
        "doi:10.1038/s41598-019-41695-z",
        mark("Below some fifty actors communities differ from one run to the next."),
    ),
]  # fmt: skip
MIXED = [
    Metric(
        "ei_index", labels.ei_index, "network", "mixing", mark("ties across sectors"),
        mark("Whether ties go rather out of the own sector (1) or stay within it (−1)."), "−1 … 1",
        PURE, "neither", "(E − I)/(E + I) over ties", "doi:10.2307/2786835",
        mark("It depends on how large sectors are: see it beside a shuffle of the labels."),
        ("sector",),
    ),
    Metric(
        "assortativity", labels.assortativity, "network", "mixing", mark("like with like"),
        mark("Whether actors of one sector are tied to each other more than by chance."), "−1 … 1",
        PURE, "neither", "(Σ eᵢᵢ − Σ aᵢbᵢ)/(1 − Σ aᵢbᵢ)", "doi:10.1103/PhysRevE.67.026126",
        mark("Where all are of one sector."), ("sector",),
    ),
]  # fmt: skip

NETWORK_METRICS = [*CLOSE, *APART, *UNEQUAL, *MIXED]
