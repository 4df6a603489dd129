"""``Network`` → numbers: one Series an actor's metric, one float a network's."""

from netcoop.metrics.centrality import (
    betweenness,
    degree,
    harmonic_closeness,
    partners,
    strength,
)
from netcoop.metrics.cohesion import density, is_saturated, mean_degree, transitivity
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
from netcoop.metrics.register import METRICS, metric_register
from netcoop.metrics.tables import metric_table, network_summary
from netcoop.metrics.two_mode import two_mode_degree, two_mode_density

__all__ = [
    "METRICS",
    "betweenness",
    "bridges",
    "components",
    "connectedness",
    "cutpoints",
    "degree",
    "density",
    "distance_fragmentation",
    "efficiency",
    "fragmentation",
    "harmonic_closeness",
    "is_saturated",
    "isolates",
    "largest_component_share",
    "mean_degree",
    "metric_register",
    "metric_table",
    "network_summary",
    "partners",
    "strength",
    "transitivity",
    "two_mode_degree",
    "two_mode_density",
]
