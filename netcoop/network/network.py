"""``Network``: actors and the ties between them, as two tables that never change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from netcoop._core.checks import check_choice
from netcoop._core.display import html_table
from netcoop._core.texts import text
from netcoop.network import checks, views
from netcoop.records import Records

if TYPE_CHECKING:
    from scipy import sparse


class Network:
    """Who cooperates with whom, and how closely.

    Parameters
    ----------
    actors
        Table indexed by ``actor_id`` (or with that column), or just the ids. An actor without
        ties is a row like any other. Columns that netcoop understands: ``name``, ``kind``,
        ``sector``, ``region``, ``organisation``, ``level``, ``role``, ``person``.
    ties
        ``source``, ``target``; ``weight`` (strength: higher is closer; default 1), ``kind``
        (default ``"tie"``) and any further columns. A pair may have one tie of each kind; rows
        for the same pair and kind are summed. In an undirected network the two ways of a pair are
        one tie, except rows marked ``directed``, which stay arcs (referrals beside meetings).
    directed
        Whether ties go from source to target only.
    affiliations
        Who was at which meeting (``actor``, ``meeting_id``), where the ties come from meetings.
    records
        The records behind the network; kept for looking things up, never saved with it.
    settings
        How the network was made; plain values. ``roster`` is ``"register"`` where every actor of
        the field is listed (only then isolates are known), else ``"observed"``.

    Raises
    ------
    NetworkError
        An id stands twice, a tie names an unknown actor, a weight is negative, missing or infinite.

    Warns
    -----
    NetcoopWarning
        Ties of an actor with itself, or of weight zero, were left out.

    Examples
    --------
    >>> ties = pd.DataFrame({"source": ["A", "B"], "target": ["B", "C"], "weight": [2.0, 1.0]})
    >>> net = Network(["A", "B", "C", "D"], ties)
    >>> net
    <Network: 4 actors, 2 ties (tie), undirected, 1 isolate>
    >>> net.without("B").n_ties
    0
    """

    _actors: pd.DataFrame
    _ties: pd.DataFrame
    _affiliations: pd.DataFrame | None
    _directed: bool
    _records: Records | None
    _settings: dict[str, Any]

    def __init__(
        self,
        actors: pd.DataFrame | Iterable[str],
        ties: pd.DataFrame,
        *,
        directed: bool = False,
        affiliations: pd.DataFrame | None = None,
        records: Records | None = None,
        settings: Mapping[str, object] | None = None,
    ) -> None:
        keep = self.__dict__
        keep["_actors"] = checks.clean_actors(actors)
        keep["_ties"] = checks.clean_ties(ties, keep["_actors"].index, directed=directed)
        keep["_affiliations"] = checks.clean_affiliations(affiliations, keep["_actors"].index)
        keep["_directed"] = bool(directed)
        keep["_records"] = records
        given = {"roster": "observed", **checks.clean_settings(settings)}
        check_choice("roster", str(given["roster"]), ("register", "observed"))
        keep["_settings"] = views.with_scales(given, keep["_ties"], directed=directed)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(text("A network cannot be changed; make a new one."))

    # -- the two tables ------------------------------------------------------------------------

    @property
    def actors(self) -> pd.DataFrame:
        """The actors, one row each, indexed by ``actor_id``; a copy."""
        return self._actors.copy(deep=False)

    @property
    def ties(self) -> pd.DataFrame:
        """The ties, one row for each pair and kind; a copy."""
        return self._ties.copy(deep=False)

    @property
    def affiliations(self) -> pd.DataFrame | None:
        """Who was at which meeting; ``None`` where the network does not come from meetings."""
        return None if self._affiliations is None else self._affiliations.copy(deep=False)

    @property
    def records(self) -> Records | None:
        """The records the network was built from, if it was."""
        return self._records

    @property
    def settings(self) -> dict[str, Any]:
        """How the network was made, as plain values; a copy.

        ``weight_scale`` is the largest weight of the network as built; parts of it keep it.
        """
        return checks.clean_settings(self._settings)

    @property
    def directed(self) -> bool:
        """Whether ties go one way."""
        return self._directed

    @property
    def roster(self) -> str:
        """``"register"`` where the list of actors is complete, else ``"observed"``."""
        return str(self._settings["roster"])

    @property
    def layers(self) -> tuple[str, ...]:
        """The kinds of tie there are."""
        return tuple(self._ties["kind"].unique())

    @property
    def n_actors(self) -> int:
        """How many actors there are, isolates included."""
        return len(self._actors)

    @property
    def n_ties(self) -> int:
        """How many pairs are tied (in a directed network: arcs), whatever the number of kinds."""
        return len(self.pairs)

    @cached_property
    def _pairs(self) -> pd.DataFrame:
        return views.pairs(self._ties, self._settings, directed=self.directed)

    @property
    def pairs(self) -> pd.DataFrame:
        """One row for each tied pair: ``source``, ``target`` and ``weight`` over all kinds.

        A network of one kind keeps its weights. Of several kinds, each kind's weights are divided
        by their mean in the network as built, multiplied by its layer weight, and summed.
        """
        return self._pairs.copy(deep=False)

    @property
    def pairs_by_kind(self) -> pd.DataFrame:
        """One row for each tied pair, one column of weights for each kind of tie, and ``kinds``.

        Weights are those of the kind alone, NaN where the pair has no such tie; without direction
        both ways are summed. ``kinds`` is the multiplexity of the pair: how many kinds tie it.
        """
        return views.pairs_by_kind(self._ties, directed=self.directed)

    @cached_property
    def codes(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Positions of source and target among the actors, and the weight, of every pair."""
        ids, pairs = self._actors.index, self._pairs
        source, target = (ids.get_indexer(pd.Index(pairs[end])) for end in ("source", "target"))
        return source, target, pairs["weight"].to_numpy()

    @cached_property
    def adjacency(self) -> sparse.csr_array:
        """Weights as a sparse matrix, actors × actors in their order; symmetric if undirected."""
        return views.adjacency(self.codes, self.n_actors, directed=self.directed)

    @cached_property
    def incidence(self) -> sparse.csr_array:
        """The attendance as a sparse matrix: 1 where an actor (row) was at a meeting (column).

        Columns are in the order of ``meetings``. Without attendance a NetworkError.
        """
        from netcoop.network.incidence import incidence_matrix

        return incidence_matrix(self)

    @property
    def meetings(self) -> pd.DataFrame:
        """The meetings, by ``meeting_id``: how many actors came (``size``), and what is known.

        Missing is what the rows of a meeting do not agree on; ``date`` is the earliest, and it was
        ``facilitated`` if any row says so. Without attendance a NetworkError.
        """
        from netcoop.network.incidence import meeting_table

        return meeting_table(self)

    @cached_property
    def engine(self) -> Any:
        """The network as a bare igraph graph with ``weight`` on its edges; to be read only."""
        return views.engine(self.codes, self.n_actors, directed=self.directed)

    def derive(
        self,
        *,
        actors: pd.DataFrame | None = None,
        ties: pd.DataFrame | None = None,
        directed: bool | None = None,
        affiliations: pd.DataFrame | None = None,
        settings: Mapping[str, object] | None = None,
    ) -> Network:
        """Exchange ``actors``, ``ties``, ``directed``, ``settings``; ``affiliations`` if given."""
        return Network(
            self.actors if actors is None else actors,
            self.ties if ties is None else ties,
            directed=self.directed if directed is None else directed,
            affiliations=affiliations,
            records=self.records,
            settings=self.settings if settings is None else settings,
        )

    # -- parts ---------------------------------------------------------------------------------

    def layer(self, kind: str) -> Network:
        """Take the ties of one ``kind``; every actor stays. Weights are those of the records."""
        from netcoop.network.subset import layer

        return layer(self, kind)

    def subset(self, actors: Iterable[str]) -> Network:
        """Take some ``actors`` and the ties among them; ``weight_scale`` stays as built."""
        from netcoop.network.subset import subset

        return subset(self, actors)

    def provenance(self, a: str, b: str) -> pd.DataFrame:
        """Show the records that made the tie of two actors, row by row.

        Parameters
        ----------
        a, b
            Ids of two actors, in any order.

        Returns
        -------
        pandas.DataFrame
            One row a joint meeting, referral, contact, claim or agreement: ``layer``, ``source``
            and ``target`` (as it went; of meetings and agreements in the order of the alphabet),
            ``date`` (of a row that knows its month only, the first of it), ``weight`` (what it
            gave the tie: for each layer and direction they add up to the tie's weight),
            ``meeting_id`` and ``size`` (how many came), ``count``, and what the records say of it
            (``kind``, ``channel``, ``facilitated``, ``series``, ``region``, ``outcome``; no free
            text). A meeting that was too large to make ties weighs 0. Where there is nothing, no
            rows. It shows single referrals: for the user's own eyes, not for a report.

        Raises
        ------
        NetworkError
            The network keeps no records: it was read from a file, rolled up, or made to leave.

        Examples
        --------
        >>> from netcoop import build_network
        >>> sheet = pd.DataFrame({"actor": list("ABCAB"), "meeting_id": list("11122")})
        >>> net = build_network(Records(meetings=sheet))
        >>> net.provenance("A", "B")[["meeting_id", "size", "weight"]].to_numpy().tolist()
        [['1', 3, 0.5], ['2', 2, 1.0]]
        """
        from netcoop.network.provenance import provenance

        return provenance(self, a, b)

    def without(
        self, actors: str | Iterable[str] | None = None, *, role: str | None = None
    ) -> Network:
        """Leave out ``actors``, by id or ``role`` ("facilitator": or kind), with all their ties.

        Examples
        --------
        >>> star = Network("ABCD", pd.DataFrame({"source": list("AAA"), "target": list("BCD")}))
        >>> star.without("A")
        <Network: 3 actors, 0 ties, undirected, 3 isolates>
        """
        from netcoop.network.subset import without

        return without(self, actors, role=role)

    def ego(self, actor: str, radius: int = 1) -> Network:
        """Take ``actor`` and everyone within ``radius`` steps of it, whatever the direction."""
        from netcoop.network.subset import ego

        return ego(self, actor, radius)

    def largest_component(self) -> Network:
        """Take the largest connected piece; of equally large ones that of the earliest actor."""
        from netcoop.network.subset import largest_component

        return largest_component(self)

    def aggregate(self, by: str | Sequence[str]) -> Network:
        """Roll actors up to their organisation, sector, region or kraj; ties between groups add up.

        Rolling up in steps gives the same ties as at once; ``docs/two_mode.md`` says what becomes
        of each column. Groups keep what all members share, with ``members`` (how many actors) and
        ``weight_within`` (the weight of ties among them).

        Parameters
        ----------
        by
            A column of the actors, or several: each combination is a group. ``"kraj"`` is found
            from ``region``. Who has none is in the group ``"unknown"``, with a warning; an actor
            without an ``organisation`` stands for itself.

        Examples
        --------
        >>> actors = pd.DataFrame({"sector": ["school", "school", "police"]}, index=list("ABC"))
        >>> ties = pd.DataFrame({"source": list("AAB"), "target": list("BCC")})
        >>> Network(actors, ties).aggregate("sector").ties[["source", "target", "weight"]]
           source  target  weight
        0  police  school     2.0
        """
        from netcoop.network.aggregation import aggregate

        return aggregate(self, by)

    # -- to others -----------------------------------------------------------------------------

    def to_igraph(self) -> Any:
        """Make an igraph graph: a vertex for each actor, an edge for each row of ``ties``.

        ``name`` of a vertex is the ``actor_id`` (the column ``name`` becomes ``name_``).
        :func:`netcoop.from_igraph` gives the same network back, without affiliations and records.
        """
        from netcoop.network.to_graphs import to_igraph

        return to_igraph(self)

    def to_networkx(self) -> Any:
        """Make a networkx graph: a Multi(Di)Graph where a pair can have several ties.

        :func:`netcoop.from_networkx` gives the same network back, without affiliations and records.
        """
        from netcoop.network.to_graphs import to_networkx

        return to_networkx(self)

    def to_xgi(self) -> Any:
        """Make an XGI hypergraph: a node for each actor, a hyperedge for each meeting.

        What is known of them are attributes; ties are not in it. Without attendance, or where the
        extra ``xgi`` is not installed, a NetworkError.
        """
        from netcoop.network.to_graphs import to_xgi

        return to_xgi(self)

    def save(self, path: Path | str) -> Path:
        """Save the network: a folder keeps everything, a file what its format can hold.

        The ending of ``path`` chooses the format: none (a folder of Parquet and JSON),
        ``.graphml``, ``.gexf``, ``.net`` (Pajek), ``.dl`` (UCINET), ``.csv`` (ties).

        Warns
        -----
        LossyExportWarning
            The format cannot hold everything; the message names what is lost.
        """
        from netcoop.network.write import save

        return save(self, path)

    # -- itself --------------------------------------------------------------------------------

    def equals(self, other: object) -> bool:
        """Tell whether two networks have the same actors, ties, affiliations and settings.

        The order of actors does not matter; values and types do. Records are not compared.
        """
        return isinstance(other, Network) and views.same(self, other)

    def __repr__(self) -> str:
        kinds = f" ({', '.join(self.layers)})" if self.layers else ""
        way = "directed" if self.directed else "undirected"
        alone = self.n_actors - len(np.union1d(*self.codes[:2]))
        isolates = f", {alone} isolate{'s' if alone != 1 else ''}" if alone else ""
        return f"<Network: {self.n_actors} actors, {self.n_ties} ties{kinds}, {way}{isolates}>"

    def _repr_html_(self) -> str:
        strongest = self._pairs.nlargest(10, "weight")
        return html_table(strongest, caption=repr(self))
