"""What ``missing_ties`` gives: likely ties, or the reason why there are none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import pandas as pd

from netcoop._core.display import html_table
from netcoop._core.texts import check_language, language, mark, number, plural, text
from netcoop.gaps.field import records_there_are, shown_ids, shown_labels
from netcoop.network import Network

COLUMNS = ("source", "target", "score", "shared", "through")
METHOD_LABELS = {
    "common_neighbors": mark("number of shared partners"),
    "jaccard": mark("share of partners in common (Jaccard)"),
    "adamic_adar": mark("shared partners with few ties (Adamic and Adar)"),
    "resource_allocation": mark("shared partners with few ties (resource allocation)"),
    "preferential": mark("number of ties of both (preferential attachment)"),
    "katz": mark("paths between the two (Katz)"),
    "block_rates": mark("how often their groups are tied (block rates)"),
    "mean_rank": mark("mean rank of several methods"),
}


@runtime_checkable
class Evaluated(Protocol):
    """What is asked of an evaluation, as :func:`netcoop.evaluate_missing_ties` gives it."""

    @property
    def allows_prediction(self) -> bool:
        """Whether the method did better than chance and than the number of ties."""

    @property
    def method(self) -> str:
        """The method that was evaluated."""

    def differs(
        self, net: Network, methods: tuple[str, ...], by: str | None, beta: float | None
    ) -> str:
        """Say what it differs in from a question: an argument, "net", or "" for nothing."""

    def reason(self, lang: str | None = None) -> str:
        """Say why in one sentence."""


@dataclass(frozen=True, eq=False, repr=False)
class MissingTies:
    """Pairs that are likely to be tied; made by :func:`netcoop.missing_ties`.

    Attributes
    ----------
    method, methods
        By what the pairs are scored; ``methods`` are those that a mean rank is of, else empty.
    beta, by, top
        What was asked for: ``beta`` as it was used, ``None`` where no walks are summed; ``by``
        the column of groups, ``None`` where none is used.
    n_absent
        How many pairs of actors have no tie in the network.
    n_tied_out
        How many more pairs have the score of the last one: at most 1,000 more than ``top`` are
        listed.
    """

    method: str
    methods: tuple[str, ...]
    beta: float | None
    by: str | None
    top: int | None
    n_absent: int
    n_tied_out: int
    _pairs: pd.DataFrame
    _rank: pd.Series
    _net: Network
    _evaluation: Evaluated | None

    @property
    def pairs(self) -> pd.DataFrame:
        """The pairs, highest score first.

        ``source`` and ``target`` (ids, in the order of the alphabet), ``score``, ``shared``
        (number of shared partners) and ``through`` (ids of the three of them with fewest ties).
        The ids are those of the network, also of single persons; ``to_frame()`` hides them.
        """
        return self._pairs.copy(deep=False)

    @property
    def evaluated(self) -> bool:
        """Whether an evaluation was given."""
        return self._evaluation is not None

    @property
    def abstains(self) -> bool:
        """Whether the evaluation says that the records allow none; then there are no pairs."""
        return self._evaluation is not None and not self._evaluation.allows_prediction

    def to_frame(self, lang: str | None = "en") -> pd.DataFrame:
        """List the pairs, with ``rank`` (1 is first; equal scores share it) and ``sentence``.

        A single person stands there by its kind and a number, also in the columns of ids.
        """
        code = check_language(lang or language())
        called = shown_labels(self._net, code) if len(self._pairs) else {}
        sentences = [_said(row, called, code) for row in self._pairs.itertuples(index=False)]
        return self._hidden().assign(
            rank=self._rank, sentence=pd.Series(sentences, index=self._pairs.index, dtype="str")
        )

    def _hidden(self) -> pd.DataFrame:
        """Give the pairs without the ids of single persons."""
        ids = {} if "disclosure" in self._net.settings else shown_ids(self._net.actors)
        if all(actor == shown for actor, shown in ids.items()):
            return self._pairs
        ends = {end: self._pairs[end].map(ids).astype("str") for end in ("source", "target")}
        through = [tuple(ids[actor] for actor in some) for some in self._pairs["through"]]
        return self._pairs.assign(
            **ends, through=pd.Series(through, index=self._pairs.index, dtype="object")
        )

    def summary(self) -> dict[str, Any]:
        """Give what was asked for and how many pairs there are, flat."""
        return {
            "method": self.method,
            "methods": ", ".join(self.methods),
            "beta": self.beta,
            "by": self.by,
            "top": self.top,
            "n_pairs": len(self._pairs),
            "n_absent": self.n_absent,
            "n_tied_out": self.n_tied_out,
            "evaluated": self.evaluated,
            "abstains": self.abstains,
        }

    def sentence(self, lang: str | None = None) -> str:
        """Say in plain words what was found, how far it can be trusted, and what it rests on."""
        code = check_language(lang or language())
        parts = [self._found(code)]
        if self._evaluation is None:
            parts.append(text("This was not evaluated on these records.", code))
        else:
            parts.append(self._evaluation.reason(code))
        if len(self._pairs):
            parts.append(
                text(
                    "A score says that a pair resembles pairs that are tied, not that the two "
                    "should cooperate or do not.",
                    code,
                )
            )
        parts.append(records_there_are(self._net, code))
        return " ".join(parts)

    def _found(self, code: str) -> str:
        """Say how many pairs are listed, and the first."""
        absent = number(self.n_absent, code)
        method = text(METHOD_LABELS[self.method], code)
        if self.abstains:
            return text(
                "The records do not allow a prediction of likely ties by {method}: none is listed "
                "(pairs whose tie is not in the records: {absent}).",
                code,
                method=method,
                absent=absent,
            )
        if not len(self._pairs):
            return text(
                "Pairs whose tie is not in the records: {absent}; likely by {method}: none.",
                code,
                absent=absent,
                method=method,
            )
        called = shown_labels(self._net, code)
        ends = (self._pairs[end].iloc[0] for end in ("source", "target"))
        said = text(
            "Pairs whose tie is not in the records: {absent}; listed as likely by {method}: {n}, "
            "first {pair}.",
            code,
            absent=absent,
            method=method,
            n=number(len(self._pairs), code),
            pair=" – ".join(called[end] for end in ends),
        )
        if not self.n_tied_out:
            return said
        more = plural(
            "{n} more pair has the score of the last one and is not listed.",
            "{n} more pairs have the score of the last one and are not listed.",
            self.n_tied_out,
            code,
        )
        return f"{said} {more}"

    def equals(self, other: object) -> bool:
        """Tell whether two list the same pairs with the same scores, for the same question."""
        return (
            isinstance(other, MissingTies)
            and repr(self.summary()) == repr(other.summary())
            and self._pairs.equals(other._pairs)
        )

    def __repr__(self) -> str:
        trust = "evaluated" if self.evaluated else "not evaluated"
        pairs = "abstains" if self.abstains else f"{len(self._pairs)} pairs"
        return f"<MissingTies: {pairs} of {self.n_absent} absent by {self.method}, {trust}>"

    def _repr_html_(self) -> str:
        code = language()
        head = self._pairs.head(10)
        called = shown_labels(self._net, code) if len(head) else {}
        shown = head.assign(
            source=head["source"].map(called),
            target=head["target"].map(called),
            through=[", ".join(called[actor] for actor in ids) for ids in head["through"]],
        )
        return html_table(shown, caption=self.sentence(code))


def _said(row: Any, called: dict[str, str], lang: str) -> str:
    """Say of one pair what speaks for it."""
    values = {"source": called[row.source], "target": called[row.target]}
    if not row.shared:
        return text(
            "{source} – {target}: a tie is not in the records; they share no partner.",
            lang,
            **values,
        )
    through = ", ".join(called[actor] for actor in row.through)
    if row.shared > len(row.through):
        return plural(
            "{source} – {target}: a tie is not in the records; {n} shared partner, such as "
            "{through}.",
            "{source} – {target}: a tie is not in the records; {n} shared partners, such as "
            "{through}.",
            row.shared,
            lang,
            through=through,
            **values,
        )
    return plural(
        "{source} – {target}: a tie is not in the records; {n} shared partner: {through}.",
        "{source} – {target}: a tie is not in the records; {n} shared partners: {through}.",
        row.shared,
        lang,
        through=through,
        **values,
    )
