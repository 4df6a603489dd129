"""What an evaluation is of, so that it is not taken for one of something else."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

import numpy as np

from netcoop.network import Network


@dataclass(frozen=True)
class Fingerprint:
    """The question, and the actors and ties it was asked of.

    Attributes
    ----------
    methods, by, beta
        As in :func:`netcoop.missing_ties`; ``beta`` as it was asked for, ``None`` by default.
    actors
        Their ids: of a network all, of records those active both before and after the day.
    ties
        Of a network: a mark of its actors and tied pairs. Of records "".
    """

    methods: tuple[str, ...]
    by: str | None
    beta: float | None
    actors: frozenset[str]
    ties: str

    def differs(
        self, net: Network, methods: tuple[str, ...], by: str | None, beta: float | None
    ) -> str:
        """Say what an evaluation differs in from a question: an argument, "net", or "" for nothing.

        Of records only the actors can be compared: the network must have all of them.
        """
        if set(self.methods) != set(methods):
            return "methods"
        if self.by != by:
            return "by"
        if self.beta != beta:
            return "beta"
        same = self.ties == ties_mark(net) if self.ties else self.actors <= set(net.actors.index)
        return "" if same else "net"


def ties_mark(net: Network) -> str:
    """Mark the actors and who is tied, whatever their order, the direction and the weights."""
    ids = net.actors.index.to_numpy(dtype="object")
    ends = np.sort(np.stack([ids[end] for end in net.codes[:2]]).astype("str"), axis=0)
    pairs = sorted(set(zip(*ends.tolist(), strict=True)))
    whole = repr((sorted(map(str, ids)), pairs))
    return sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()
