"""The metrics of actors, with their words; :mod:`netcoop.metrics.register` lists them."""

from __future__ import annotations

from netcoop._core.texts import mark
from netcoop.metrics import (
    blocks,
    brokers,
    centrality,
    cohesion,
    currents,
    labels,
    neighborhoods,
    paths,
    two_mode,
)
from netcoop.metrics.metric import Metric

SHARE, PURE = mark("share"), mark("pure number")
TIES, ACTORS, MEETINGS = mark("ties"), mark("actors"), mark("meetings")
WEIGHT = mark("weight of ties")

TIED = [
    Metric(
        "degree", centrality.degree, "actor", "ties", mark("number of ties"),
        mark("How many ties the actor has."), "0 … n−1 (directed 2(n−1))", TIES, "closer",
        "kᵢ = Σⱼ aᵢⱼ; directed: in + out", "doi:10.1016/0378-8733(78)90021-7",
        mark("One large meeting gives many ties at once."), standard=True, digits=0,
    ),
    Metric(
        "partners", centrality.partners, "actor", "ties", mark("partners"),
        mark("With how many different others the actor is tied."), "0 … n−1", ACTORS, "closer",
        "|{j : aᵢⱼ + aⱼᵢ > 0}|", "doi:10.1016/0378-8733(78)90021-7",
        mark("One large meeting gives many partners at once."), standard=True, digits=0,
    ),
    Metric(
        "strength", centrality.strength, "actor", "ties", mark("strength of cooperation"),
        mark("How much the actor cooperates in all: the sum of its ties."), "0 …", WEIGHT, "closer",
        "sᵢ = Σⱼ wᵢⱼ", "doi:10.1073/pnas.0400087101",
        mark("Weights of different kinds of tie are put together by assumption."), standard=True,
    ),
    Metric(
        "opsahl_degree", centrality.opsahl_degree, "actor", "ties", mark("ties and strength"),
        mark("How many ties the actor has and how strong they are, in one number."), "0 …",
        mark("√(ties × weight)"), "closer", "kᵢ^(1−α) · sᵢ^α, α = 0.5",
        "doi:10.1016/j.socnet.2010.03.006", mark("It rests on α, which is chosen."),
    ),
]  # fmt: skip
BETWEEN = [
    Metric(
        "betweenness", paths.betweenness, "actor", "paths", mark("go-between"),
        mark("How often the actor lies on the shortest way between two others."), "0 … 1", SHARE,
        "neither", "Σ σₛₜ(i)/σₛₜ, /((n−1)(n−2)/2); length 1/w", "doi:10.2307/3033543",
        mark("Where nearly all are tied to each other no one is needed in between; a few missing "
             "records move it."), standard=True, digits=3,
    ),
    Metric(
        "harmonic_closeness", paths.harmonic_closeness, "actor", "paths", mark("closeness"),
        mark("How near all others are: 1 means tied to everyone, 0 to no one."), "0 … 1", SHARE,
        "closer", "Σⱼ 1/dᵢⱼ, /(n−1); in steps", "doi:10.1016/S0378-4371(00)00311-3",
        mark("Where nearly all are tied to each other all are alike."), standard=True,
    ),
    Metric(
        "closeness", paths.closeness, "actor", "paths", mark("closeness to those in reach"),
        mark("How near those are whom the actor can reach at all, and how many they are."),
        "0 … 1", SHARE, "closer", "(r/(n−1)) · (r/Σ dᵢⱼ) over the r others in reach",
        "doi:10.1017/CBO9780511815478",
        mark("Hard to compare between networks in pieces; the plain closeness is easier."),
    ),
]  # fmt: skip
STANDING = [
    Metric(
        "eigenvector", centrality.eigenvector, "actor", "standing",
        mark("ties to the well tied"),
        mark("How strongly the actor is tied to those who are strongly tied themselves."),
        "0 … 1", PURE, "neither", "A·x = λ·x, largest λ; highest 1",
        "doi:10.1080/0022250X.1972.9989806",
        mark("Outside the largest piece, and where ties have a direction."), ("no direction",),
    ),
    Metric(
        "pagerank", centrality.pagerank, "actor", "standing", mark("PageRank"),
        mark("Where someone ends up who goes from actor to actor along ties."), "0 … 1", SHARE,
        "neither", "p = (1−d)/n + d·Σⱼ pⱼ wⱼᵢ/sⱼ, d = 0.85", "doi:10.1016/S0169-7552(98)00110-X",
        mark("Without direction it says little more than the strength."), digits=3,
    ),
    Metric(
        "coreness", centrality.coreness, "actor", "standing", mark("depth in the core"),
        mark("How deep in the well-knit core of the network the actor is."),
        "0 … n−1 (directed 2(n−1))", TIES,
        "closer", "largest k of a k-core with i in it", "doi:10.1016/0378-8733(83)90028-X",
        mark("One meeting of k actors makes a core of k − 1 by itself."), digits=0,
    ),
    Metric(
        "information", currents.information, "actor", "standing", mark("information"),
        mark("How well the actor is connected over all ways at once, not only the shortest."),
        "0 …", WEIGHT, "closer", "n / Σⱼ 1/Iᵢⱼ, 1/Iᵢⱼ = cᵢᵢ + cⱼⱼ − 2cᵢⱼ, C = (L + J)⁻¹",
        "doi:10.1016/0378-8733(89)90016-6",
        mark("Outside the largest piece, and where ties have a direction."), ("no direction",),
    ),
]  # fmt: skip
HOLES = [
    Metric(
        "constraint", brokers.constraint, "actor", "brokers", mark("constraint"),
        mark("How much the actor depends on partners who are tied to each other anyway."),
        "0 …", PURE, "neither", "Σⱼ (pᵢⱼ + Σ_q pᵢ_q p_qⱼ)²", "doi:10.1086/421787",
        mark("Without ties; after large meetings all partners are tied to each other."),
    ),
    Metric(
        "effective_size", brokers.effective_size, "actor", "brokers",
        mark("partners that are not tied anyway"),
        mark("How many of the actor's partners lead to someone the others do not."), "1 … n−1",
        ACTORS, "neither", "Σⱼ (1 − Σ_q pᵢ_q mⱼ_q); plainly k − 2t/k", "doi:10.1086/421787",
        mark("Without ties; after large meetings all partners are tied to each other."), digits=1,
    ),
    Metric(
        "fragmentation_without", blocks.fragmentation_without, "actor", "pieces",
        mark("fragmentation without it"),
        mark("Which share of pairs of the others could not reach each other without the actor."),
        "0 … 1", SHARE, "apart", "F after i has left, among n−1", "doi:10.1007/s10588-006-7084-x",
        mark("Where nearly all are tied to each other no one is missed."),
    ),
]  # fmt: skip
AROUND = [
    Metric(
        "clustering", cohesion.clustering, "actor", "surroundings",
        mark("partners tied to each other"),
        mark("How often two partners of the actor are partners of each other."), "0 … 1", SHARE,
        "neither", "2t/(k(k−1)); with weights Barrat's", "doi:10.1073/pnas.0400087101",
        mark("With fewer than two partners; meetings of three and more tie all who sat there."),
    ),
    Metric(
        "local_efficiency", neighborhoods.local_efficiency, "actor", "surroundings",
        mark("partners near each other without it"),
        mark("How near the actor's partners are to each other when the actor is not there."),
        "0 … 1", SHARE, "closer", "mean of 1/d among partners", "doi:10.1103/PhysRevLett.87.198701",
        mark("With fewer than two partners."),
    ),
    Metric(
        "blau", labels.blau, "actor", "surroundings", mark("variety of partners"),
        mark("From how many different sectors the actor's partners are, and how evenly."),
        "0 … 1−1/g", PURE, "neither", "1 − Σ pᵍ² over the g sectors of partners",
        "Blau 1977, Inequality and Heterogeneity",
        mark("Without partners of a known sector."), ("sector",),
    ),
]  # fmt: skip
ATTENDING = [
    Metric(
        "two_mode_degree", two_mode.two_mode_degree, "actor", "meetings",
        mark("meetings attended"), mark("At how many meetings the actor was."), "0 …", MEETINGS,
        "closer", "Σₘ bᵢₘ", "doi:10.1016/S0378-8733(96)00301-2",
        mark("It counts presence, not cooperation."), ("attendance",), digits=0,
    ),
    Metric(
        "two_mode_closeness", two_mode.two_mode_closeness, "actor", "meetings",
        mark("closeness over meetings"),
        mark("How near the actor is to all others and all meetings, from meeting to meeting."),
        "0 … 1", SHARE, "closer", "smallest possible Σ d/Σ d · share in reach; over meetings",
        "doi:10.1016/S0378-8733(96)00301-2", mark("It counts presence, not cooperation."),
        ("attendance",),
    ),
    Metric(
        "two_mode_betweenness", two_mode.two_mode_betweenness, "actor", "meetings",
        mark("go-between of meetings"),
        mark("How often the actor is the way from one meeting to another."), "0 … 1", SHARE,
        "neither", "Σ σₛₜ(i)/σₛₜ, /largest possible, in the graph of actors and meetings",
        "doi:10.1016/S0378-8733(96)00301-2", mark("A few missing records move it."),
        ("attendance",), digits=3,
    ),
]  # fmt: skip

ACTOR_METRICS = [*TIED, *BETWEEN, *STANDING, *HOLES, *AROUND, *ATTENDING]
