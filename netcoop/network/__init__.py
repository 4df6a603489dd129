"""Ties → ``Network``: actors and ties as one object, its parts, and its files."""

from netcoop.network.build import build_network
from netcoop.network.disclosing import disclose
from netcoop.network.from_graphs import from_igraph, from_networkx
from netcoop.network.labels import actor_labels
from netcoop.network.network import Network
from netcoop.network.periodic import periods
from netcoop.network.read import read_network
from netcoop.network.together import disclose_together
from netcoop.network.write import write_file

__all__ = [
    "Network",
    "actor_labels",
    "build_network",
    "disclose",
    "disclose_together",
    "from_igraph",
    "from_networkx",
    "periods",
    "read_network",
    "write_file",
]
