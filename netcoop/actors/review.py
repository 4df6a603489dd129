"""``NameReview``: what became of every written name, to read, to save and to decide."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from netcoop._core.display import html_table
from netcoop._core.texts import check_language, language, number, plural, text
from netcoop.actors.outcome import STATUSES, UNDECIDED, Why


@dataclass(frozen=True)
class Reviewed:
    """One name in one region."""

    written: str
    region: str | None
    rows: int
    status: str
    name: str
    actor_id: str
    kind: str | None
    place: str | None
    score: float | None
    why: Why
    candidates: tuple[str, ...]
    decision: str


@dataclass(frozen=True, eq=False)
class NameReview:
    """Which actor every written name is taken for, and which are left to decide.

    Made by :func:`netcoop.match_names`.

    Attributes
    ----------
    names
        One entry a written name, as :meth:`to_frame` shows them.
    """

    names: tuple[Reviewed, ...]

    def to_frame(self, lang: str = "en") -> pd.DataFrame:
        """List the names, one row a spelling and region.

        Returns
        -------
        pandas.DataFrame
            ``written``, ``region`` (of its rows), ``rows`` (how many), ``status``, ``name`` (the
            actor it is taken for or, where proposed, may be), ``actor_id`` (the actor it is now),
            ``kind``, ``place``, ``score`` (0–100, of proposals), ``why``, ``candidates``,
            ``decision`` (the one applied).
        """
        check_language(lang)
        rows = [
            (
                one.written, one.region, one.rows, one.status, one.name, one.actor_id, one.kind,
                one.place, one.score, one.why.sentence(lang), " | ".join(one.candidates),
                one.decision,
            )
            for one in self.names
        ]  # fmt: skip
        frame = pd.DataFrame(rows, columns=list(COLUMNS))
        texts = dict.fromkeys((name for name in COLUMNS if name not in {"rows", "score"}), "str")
        return frame.astype({**texts, "rows": "int64", "score": "float64"})

    def summary(self) -> dict[str, int]:
        """Count names by status, and those left to decide."""
        counts = dict.fromkeys(STATUSES, 0)
        for one in self.names:
            counts[one.status] += 1
        undecided = sum(counts[status] for status in UNDECIDED)
        return {"names": len(self.names), **counts, "undecided": undecided}

    def sentence(self, lang: str | None = None) -> str:
        """Say in one sentence how far the names are settled."""
        code = check_language(lang or language())
        counts = self.summary()
        named = plural("{n} written name", "{n} written names", counts["names"], code)
        return text(
            "{names}: {settled} settled, {proposed} proposed, {ambiguous} ambiguous.",
            code,
            names=named,
            settled=number(counts["names"] - counts["undecided"], code),
            proposed=number(counts["proposed"], code),
            ambiguous=number(counts["ambiguous"], code),
        )

    def save(self, path: Path | str, lang: str = "cs") -> Path:
        """Write the workbook in which a person decides; those to decide stand first.

        Parameters
        ----------
        path
            Where to; the name ends in ``.xlsx``.
        lang
            Language of headers, reasons and explanations.

        Returns
        -------
        pathlib.Path
            The file. Read it back with :func:`netcoop.read_decisions`.

        Raises
        ------
        ArgumentError
            ``path`` is no place for a workbook, or the language is not available.
        """
        from netcoop.actors.workbook import write_review

        return write_review(path, self.to_frame(check_language(lang)), lang)

    def __repr__(self) -> str:
        counts = self.summary()
        shown = ", ".join(f"{status} {counts[status]}" for status in STATUSES if counts[status])
        return f"<NameReview: {shown or 'empty'}>"

    def _repr_html_(self) -> str:
        frame = self.to_frame(language())
        open_first = frame.sort_values(
            "status", key=lambda status: ~status.isin(UNDECIDED), kind="stable"
        )
        return html_table(open_first[list(_SHOWN)], caption=self.sentence())


COLUMNS = (
    "written", "region", "rows", "status", "name", "actor_id", "kind", "place", "score", "why",
    "candidates", "decision",
)  # fmt: skip
_SHOWN = ("written", "region", "rows", "status", "name", "why")
