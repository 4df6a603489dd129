"""What hangs on one actor, such as the local networker: with it, without it, without its meetings.

A stress test, not a forecast: what people would do instead is not known.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from netcoop._core.checks import did_you_mean, first
from netcoop._core.display import html_table
from netcoop._core.texts import check_language, language, mark, number, text
from netcoop.actors import resolve_actors
from netcoop.errors import ArgumentError
from netcoop.metrics.fragments import flag_of, with_caveat
from netcoop.metrics.keyplayers import listed, names_of, positions_of
from netcoop.metrics.rebuilding import cases_without, is_rolled_up, rebuilt
from netcoop.metrics.succession import successors_of
from netcoop.network import Network
from netcoop.records import Records
from netcoop.records.facilitation import in_role, roles_in
from netcoop.records.records import check_records

_NO_RECORDS = mark(
    "There are no records: what the network would be without the meetings is not known."
)
_NOT_BUILT = mark(
    "The network was not built from records: what it would be without the meetings is not known."
)
_ROLLED_UP = mark(
    "The network was rolled up: build it from records first and ask this of its actors; what the "
    "groups would be without the meetings is not known."
)


@dataclass(frozen=True, eq=False, repr=False)
class Dependence:
    """What hangs on some actors; made by :func:`netcoop.dependence`.

    Attributes
    ----------
    on
        The actors that would leave.
    is_range
        Whether it is not known of more than a tenth of the meetings held (or contacts) whether they
        hang on them, so that the numbers without meetings are a range.
    meetings_gone
        How many meetings would not be held, NaN without records; those of which it is not known
        are not among them, those too large to make ties are.
    flag
        ``"saturated"`` where nearly all are tied to each other (:func:`netcoop.is_saturated`), so
        that it says little; else ``"ok"``.
    """

    on: tuple[str, ...]
    is_range: bool
    meetings_gone: float
    flag: str
    _called: tuple[str, ...]
    _note: str | None
    _table: pd.DataFrame
    _ties: pd.DataFrame
    _ties_high: float
    _successors: pd.DataFrame

    @property
    def ties(self) -> pd.DataFrame:
        """The pairs of others that are tied by its meetings only, strongest first.

        ``source``, ``target``, ``weight`` (their tie as it is), ``meetings`` (how many they had
        together, all of them its own). Each pair stands once, in the order of actors; of a
        directed network the weights of both ways are summed. A pair that only a facilitated
        contact ties is listed too, with ``meetings`` missing. Meetings too large to make ties
        (``max_size``) do not count. Where it is not known whether meetings were facilitated, they
        are taken as not.
        """
        return self._ties.copy(deep=False)

    @property
    def successors(self) -> pd.DataFrame:
        """Who could take over, indexed by ``actor_id``, the best first.

        ``shared_partners``: partners of those who leave that the actor is already tied with, all
        others keeping their ties, also those made at the meetings that hang on who leaves.
        ``shared_partners_without_meetings``: the same where these meetings are not held (where it
        is a range, none of those in doubt); NaN where it is not known.

        ``ties_to_take_over``: partners of those who leave that it is not tied with yet; ``gain``
        and ``gain_distance`` assume that it takes them all over: by how much fragmentation, and
        distance-weighted fragmentation, would then fall, the meetings held as they were (the
        latter NaN where it was not measured: the 200 best by the other columns are).
        ``pieces_joined``: how many pieces would be one if it only held together what fell apart;
        ``new_ties``: the smallest number of new ties that takes, one to each of these pieces.

        The best have the highest ``gain``, then most ``shared_partners``, then the highest
        ``gain_distance``; equals stand in the order of actors. Listed is who has a partner in
        common with those who leave, or is in the largest piece.
        """
        return self._successors.copy(deep=False)

    def note(self, lang: str | None = None) -> str | None:
        """Say why there are no numbers without the meetings; ``None`` if there are.

        Returns
        -------
        str or None
            One sentence.
        """
        return None if self._note is None else text(self._note, lang)

    def to_frame(self, lang: str | None = None) -> pd.DataFrame:
        """List the network's metrics, one row each.

        Returns
        -------
        pandas.DataFrame
            Indexed by metric: ``label``; ``with`` (as the network is), ``without`` (the actors),
            ``without_meetings`` (the actors and the meetings that hang on them; NaN without
            records, and where it is a range), ``without_meetings_low`` and
            ``without_meetings_high`` (the range: both the same where all is known).
        """
        from netcoop.metrics.register import METRICS

        code = check_language(lang or language())
        labels = [text(METRICS[name].label, code) for name in self._table.index]
        table = self._table.copy()
        table.insert(0, "label", pd.Series(labels, index=table.index, dtype="str"))
        return table

    def summary(self) -> dict[str, Any]:
        """Give all numbers, flat: ``<metric>_<column>``, and how much hangs on the meetings."""
        numbers = {
            f"{name}_{column}": float(value)
            for column, values in self._table.items()
            for name, value in values.items()
        }
        only = float("nan") if self._note else float(len(self._ties))
        return {
            "on": ", ".join(self.on),
            "is_range": self.is_range,
            "meetings_gone": self.meetings_gone,
            "flag": self.flag,
            "ties_only_there": only,
            "ties_only_there_high": self._ties_high,
            **numbers,
        }

    def sentence(self, lang: str | None = None) -> str:
        """Say in plain words what would be without them."""
        code = check_language(lang or language())
        values = {
            "who": listed(self._called, code),
            "before": number(self._fragmentation("with"), code, 2),
            "after": number(self._fragmentation("without"), code, 2),
        }
        if self._note:
            said = text(
                "Without {who}, the share of pairs that cannot reach each other would go from "
                "{before} to {after}. This is a stress test, not a forecast.",
                code,
                **values,
            )
            return with_caveat(f"{said} {self.note(code)}", self.flag, code)
        rest = [
            number(self._fragmentation(f"without_meetings_{end}"), code, 2)
            for end in ("low", "high")
        ]
        ties = [number(count, code) for count in (len(self._ties), self._ties_high)]
        said = text(
            "Without {who}, the share of pairs that cannot reach each other would go from "
            "{before} to {after}, and to {rest} if the meetings that hang on them are not held; "
            "ties seen only at those meetings: {ties}. This is a stress test, not a forecast.",
            code,
            rest=_range(rest),
            ties=_range(ties),
            **values,
        )
        return with_caveat(said, self.flag, code)

    def _fragmentation(self, column: str) -> float:
        """Look up the fragmentation of one case."""
        return float(self._table[column].loc["fragmentation"])

    def equals(self, other: object) -> bool:
        """Tell whether two have the same numbers, ties and successors."""
        return (
            isinstance(other, Dependence)
            and repr(self.summary()) == repr(other.summary())
            and self._ties.equals(other._ties)
            and self._successors.equals(other._successors)
        )

    def __repr__(self) -> str:
        left = "no records" if self._note else f"{len(self._ties)} ties only at its meetings"
        return (
            f"<Dependence on {first(self.on)}: {len(self._table)} metrics, {left}, "
            f"{len(self._successors)} possible successors>"
        )

    def _repr_html_(self) -> str:
        code = language()
        return html_table(self.to_frame(code), caption=self.sentence(code), rows=len(self._table))


def dependence(
    net: Network, records: Records | None = None, *, on: str | Iterable[str]
) -> Dependence:
    """Show what hangs on the local networker: what would be left without it, and who could follow.

    Every metric of the network three times: as it is; without the actor (all others keep their
    ties, also those made at its meetings: what is lost is only what went through it); without the
    actor and the meetings that hang on it, the network built again from what is left. A stress
    test, not a forecast: nobody knows which meetings others would hold instead.

    Parameters
    ----------
    net
        Any network; without meetings only where it was built from records.
    records
        The records to build from; by default those of the network.
    on
        Id of an actor, a list of ids, or a role; ``"facilitator"`` are all networkers, by their
        role or by their kind (``LOK_SITAR``, ``KRAJ_SITAR``).

    Returns
    -------
    Dependence
        ``to_frame()`` (the metrics in their own units), ``ties``, ``successors``, ``sentence()``.

        Which meetings hang on ``on``, of those that were held (who was excused was not there):

        - Where it is known who convened (column ``convener``, and who came as organiser): those of
          which all conveners leave. A meeting that somebody else convened as well goes on.
        - Where it is not: those that were facilitated, by a facilitator of ``on`` for all that is
          known: it was there, or no other facilitator of the register was. Where the register
          names facilitators and none of them leaves, these meetings go on; where it names none,
          all of them hang on ``on``.
        - Where it is not known either whether such a meeting was facilitated, it may hang on
          ``on``. If that is so of more than a tenth of the meetings held, the numbers without
          meetings are a range: without those, and with all of them; else they are taken to go on.

        Of contacts, those that were facilitated hang on ``on`` by the same reading: unless another
        facilitator has them. Weights stay on the scale of the network as built.

        What a metric does not define is NaN, as is everything without meetings where there are no
        records or the network was rolled up to groups (see ``note()``).

    Raises
    ------
    ArgumentError
        ``on`` names nobody, or is neither an actor nor a role of the network.

    References
    ----------
    Lewis, J. M. (2005). https://www.ncbi.nlm.nih.gov/pmc/articles/PMC1276782/
    Borgatti, S. P. (2006). https://doi.org/10.1007/s10588-006-7084-x

    Examples
    --------
    >>> star = Network("ABCD", pd.DataFrame({"source": list("AAAB"), "target": list("BCDC")}))
    >>> found = dependence(star, on="A")
    >>> found.to_frame().loc["fragmentation", ["with", "without"]].round(2).tolist()
    [0.0, 0.67]
    >>> found.successors["new_ties"].to_dict()
    {'B': 1, 'C': 1}
    """
    leaving = _leaving(net, on)
    rest = net.without(leaving)
    given = net.records if records is None else records
    if given is not None:
        check_records(given)
    note = _why_not(net, given)
    cases = [] if note or given is None else cases_without(resolve_actors(given), leaving)
    fewer = [rebuilt(rest, case.records) for case in cases]
    table = _measure_all(net, rest, fewer)
    lost = [_only_there(rest, other) for other in fewer]
    return Dependence(
        on=tuple(leaving),
        is_range=len(cases) > 1,
        meetings_gone=float(cases[0].meetings_gone) if cases else float("nan"),
        flag=flag_of(net),
        _called=names_of(net, leaving),
        _note=note,
        _table=table,
        _ties=lost[0] if lost else _only_there(rest, rest),
        _ties_high=float(max(map(len, lost))) if lost else float("nan"),
        # Of two cases the last has most meetings gone.
        _successors=successors_of(net, rest, leaving, fewer[-1] if fewer else None),
    )


def _why_not(net: Network, records: Records | None) -> str | None:
    """Say why the network cannot be built without the meetings; ``None`` if it can."""
    if is_rolled_up(net):
        return _ROLLED_UP
    if records is None:
        return _NO_RECORDS
    return None if "weighting" in net.settings else _NOT_BUILT


def _range(ends: list[str]) -> str:
    """Write a range from low to high; where both are written alike, just the one number."""
    return "–".join(dict.fromkeys(ends))


def _leaving(net: Network, on: Any) -> list[str]:
    """Find the actors that are meant, in the order of the network."""
    ids = net.actors.index
    if isinstance(on, str) and on not in ids:
        meant = ids[in_role(net.actors, on).to_numpy()]
        if not len(meant):
            message = text("on={on!r} is neither an actor nor a role of the network.", on=on)
            raise ArgumentError(message + did_you_mean(on, [*ids, *roles_in(net.actors)]))
        return [str(actor) for actor in meant]
    if not isinstance(on, Iterable):
        raise ArgumentError(text("on={on!r} must be an actor, a list of actors or a role.", on=on))
    places = sorted(positions_of(net, "on", on))
    if not places:
        raise ArgumentError(text("on= names nobody; name an actor or a role."))
    return [str(ids[place]) for place in places]


def _measure_all(net: Network, rest: Network, fewer: list[Network]) -> pd.DataFrame:
    """Measure every network by every metric."""
    from netcoop.metrics.register import METRICS

    metrics = {name: metric for name, metric in METRICS.items() if metric.level == "network"}
    cases = (net, rest, *fewer)
    values = [[float(metric.measure(case)) for metric in metrics.values()] for case in cases]
    nothing = [float("nan")] * len(metrics)
    without = np.array(values[2:] or [nothing], dtype="float64")
    low, high = without.min(axis=0), without.max(axis=0)
    columns = {
        "with": values[0],
        "without": values[1],
        "without_meetings": without[0] if len(without) == 1 else nothing,
        "without_meetings_low": low,
        "without_meetings_high": high,
    }
    return pd.DataFrame(columns, index=pd.Index(list(metrics), name="metric"), dtype="float64")


def _only_there(rest: Network, fewer: Network) -> pd.DataFrame:
    """List the pairs that are tied in the one network and, whichever way, not in the other."""
    weight = _by_pair(rest, rest.pairs, "weight").sum()
    still = _by_pair(fewer, fewer.pairs, "weight").sum().index
    lost = weight[~weight.index.isin(still)].to_frame()
    ties = rest.ties
    if "meetings" in ties:
        # In a directed network both ways have the meetings of the pair.
        met = _by_pair(rest, ties.dropna(subset=["meetings"]), "meetings").max()
        lost["meetings"] = met.reindex(lost.index)
    lost = lost.reindex(columns=["weight", "meetings"]).reset_index()
    lost = lost.sort_values("weight", ascending=False, kind="stable", ignore_index=True)
    listed_ties: pd.DataFrame = lost.astype({"meetings": "Int64"})
    return listed_ties


def _by_pair(net: Network, ties: pd.DataFrame, column: str) -> Any:
    """Group what ties have by their pair of actors, whichever way, in the order of the network."""
    ids = net.actors.index
    ends = np.stack([ids.get_indexer(pd.Index(ties[end])) for end in ("source", "target")])
    pair = (ids[place] for place in np.sort(ends, axis=0))
    index = pd.MultiIndex.from_arrays(list(pair), names=["source", "target"])
    return ties[column].set_axis(index).groupby(level=[0, 1], sort=False)
