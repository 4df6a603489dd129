"""``Network`` → numbers: one Series an actor's metric, one float a network's."""

from netcoop.metrics.blocks import fragmentation_without
from netcoop.metrics.brokers import brokerage_roles, constraint, effective_size
from netcoop.metrics.centrality import (
    coreness,
    degree,
    eigenvector,
    opsahl_degree,
    pagerank,
    partners,
    strength,
)
from netcoop.metrics.cohesion import (
    clustering,
    density,
    is_saturated,
    mean_degree,
    multiplexity,
    reciprocity,
    transitivity,
)
from netcoop.metrics.concentration import centralization, gini
from netcoop.metrics.cores import CorePeriphery, core_periphery
from netcoop.metrics.currents import information
from netcoop.metrics.cuts import lambda_sets
from netcoop.metrics.dependent import Dependence, dependence
from netcoop.metrics.fragments import (
    bridges,
    components,
    connectedness,
    cutpoints,
    distance_fragmentation,
    efficiency,
    fragmentation,
    isolates,
    largest_component_share,
)
from netcoop.metrics.groups import Communities, communities
from netcoop.metrics.keyplayers import KeyPlayers, key_players
from netcoop.metrics.labels import assortativity, blau, ei_index, mixing_matrix
from netcoop.metrics.neighborhoods import local_efficiency
from netcoop.metrics.paths import betweenness, closeness, harmonic_closeness
from netcoop.metrics.register import METRICS, metric_register
from netcoop.metrics.removal import Resilience, removal_curve, resilience
from netcoop.metrics.shuffles import label_test
from netcoop.metrics.tables import metric_table, network_summary
from netcoop.metrics.two_mode import (
    two_mode_betweenness,
    two_mode_closeness,
    two_mode_degree,
    two_mode_density,
)

__all__ = [
    "METRICS",
    "Communities",
    "CorePeriphery",
    "Dependence",
    "KeyPlayers",
    "Resilience",
    "assortativity",
    "betweenness",
    "blau",
    "bridges",
    "brokerage_roles",
    "centralization",
    "closeness",
    "clustering",
    "communities",
    "components",
    "connectedness",
    "constraint",
    "core_periphery",
    "coreness",
    "cutpoints",
    "degree",
    "density",
    "dependence",
    "distance_fragmentation",
    "effective_size",
    "efficiency",
    "ei_index",
    "eigenvector",
    "fragmentation",
    "fragmentation_without",
    "gini",
    "harmonic_closeness",
    "information",
    "is_saturated",
    "isolates",
    "key_players",
    "label_test",
    "lambda_sets",
    "largest_component_share",
    "local_efficiency",
    "mean_degree",
    "metric_register",
    "metric_table",
    "mixing_matrix",
    "multiplexity",
    "network_summary",
    "opsahl_degree",
    "pagerank",
    "partners",
    "reciprocity",
    "removal_curve",
    "resilience",
    "strength",
    "transitivity",
    "two_mode_betweenness",
    "two_mode_closeness",
    "two_mode_degree",
    "two_mode_density",
]
