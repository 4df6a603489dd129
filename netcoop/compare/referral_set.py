"""Single referrals on one list of actors, ready to be measured and dealt anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from netcoop._core.texts import text
from netcoop.actors import resolve_actors
from netcoop.compare.plain_graph import plain_numbers
from netcoop.errors import RecordError
from netcoop.metrics import METRICS
from netcoop.network import Network
from netcoop.records import Records
from netcoop.records.records import check_records
from netcoop.ties.frames import whole_counts
from netcoop.ties.referral_null import drawn_targets

# What can be worked out fast of arcs, and of pairs whichever way they refer.
_OF_ARCS = ("density", "mean_degree", "reciprocity")
_OF_PAIRS = (
    "transitivity", "connectedness", "fragmentation", "largest_component_share",
)  # fmt: skip
_FEW_ACTORS = 1500


@dataclass(frozen=True, eq=False)
class ReferralSet:
    """Who referred to whom.

    Attributes
    ----------
    actors
        All actors there are, by ``actor_id`` in the order of the alphabet.
    source, target
        Of each single referral, the positions of who sent and who received it; those of an actor
        to itself are left out.
    """

    actors: pd.DataFrame
    source: np.ndarray
    target: np.ndarray

    @classmethod
    def of(cls, records: Records) -> ReferralSet:
        """Read the referrals of records; names are resolved if they are not yet."""
        check_records(records)
        if records.referrals is None:
            raise RecordError(text("This compares referrals; the records have none."))
        resolved = resolve_actors(records)
        rows = resolved.tables["referrals"]
        counts = pd.Series(1.0, index=rows.index)
        if "count" in rows:
            counts = whole_counts(rows["count"], RecordError)
        known = rows["source"].notna() & rows["target"].notna() & rows["source"].ne(rows["target"])
        rows, times = rows[known], counts[known].to_numpy().astype("int64")
        actors = resolved.tables["actors"].set_index("actor_id").sort_index()
        source, target = (
            np.repeat(actors.index.get_indexer(pd.Index(rows[end].astype("str"))), times)
            for end in ("source", "target")
        )
        order = np.lexsort((target, source))
        return cls(actors, source[order], target[order])

    def arcs(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Give who referred to whom at all, and how often."""
        codes, times = np.unique(self.source * len(self.actors) + self.target, return_counts=True)
        source, target = np.divmod(codes, max(1, len(self.actors)))
        return source, target, times

    def network(self) -> Network:
        """Make the network of these referrals: a directed tie is as strong as there are many."""
        source, target, times = self.arcs()
        names = self.actors.index
        ends = {"source": names.take(source), "target": names.take(target)}
        ties = pd.DataFrame({**ends, "weight": times.astype("float64")})
        return Network(self.actors, ties, directed=True)

    def measure(self, metrics: Sequence[str]) -> np.ndarray:
        """Measure network metrics, in their order; NaN is undefined."""
        if set(metrics) <= {*_OF_ARCS, *_OF_PAIRS} and len(self.actors) <= _FEW_ACTORS:
            found = self._plain(metrics)
            return np.array([found[name] for name in metrics], dtype="float64")
        net = self.network()
        return np.array([METRICS[name].measure(net) for name in metrics], dtype="float64")

    def _plain(self, metrics: Sequence[str]) -> dict[str, float]:
        """Measure without making a network, some hundred times as fast."""
        source, target, _ = self.arcs()
        n, n_arcs = len(self.actors), len(source)
        pairs = [name for name in metrics if name in _OF_PAIRS]
        # Where direction does not count, an arc is a meeting of two.
        ends, here = np.concatenate([source, target]), np.tile(np.arange(n_arcs), 2)
        found = plain_numbers(n, n_arcs, ends, here, pairs) if pairs else {}
        back = np.isin(source * n + target, target * n + source).sum()
        return found | {
            "density": n_arcs / (n * (n - 1)) if n > 1 else np.nan,
            "mean_degree": 2 * n_arcs / n if n else np.nan,
            "reciprocity": back / n_arcs if n_arcs else np.nan,
        }

    def dealt(self, draws: int, random: np.random.Generator) -> Iterator[ReferralSet]:
        """Deal the targets anew."""
        for target in drawn_targets(self.source, self.target, draws, random):
            yield replace(self, target=target)
