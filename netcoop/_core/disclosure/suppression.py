"""``suppress_items``: any numbers that are published together, without the small ones."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from netcoop._core.checks import first, is_missing, is_whole
from netcoop._core.disclosure.attack import intervals, rounded
from netcoop._core.disclosure.hiding import CROSSED, SHOWN, SMALL, Decision, decide
from netcoop._core.disclosure.items import Flags, Floats, Items, Relation, is_count, read_items
from netcoop._core.disclosure.telling import (
    FEW,
    SECONDARY,
    audit_sentence,
    sentence_of,
    shown_values,
    summary_of,
)
from netcoop._core.disclosure.telling import SMALL as SMALL_REASON
from netcoop._core.display import html_table
from netcoop._core.texts import check_language, language, text
from netcoop.errors import ArgumentError

THRESHOLD = 5
MIN_CONTRIBUTORS = 3


@dataclass(frozen=True, eq=False, repr=False)
class SuppressedItems:
    """Numbers as they may leave; made by :func:`suppress_items`.

    What is hidden is not kept in it, so it may be passed on.

    Attributes
    ----------
    threshold
        Counts from 1 to ``threshold - 1`` are hidden.
    min_contributors
        Numbers behind which fewer organisations stand are hidden, where that is known.
    """

    threshold: int
    min_contributors: int
    _published: pd.Series
    _reason: pd.Series
    _counts: pd.Series
    _loose: pd.Series
    _floor: Floats
    _relations: sparse.csr_array

    @property
    def published(self) -> pd.Series:
        """Numbers of what is published; NaN where it is hidden."""
        return self._published.copy(deep=False)

    @property
    def reason(self) -> pd.Series:
        """Why an item is hidden: small, few_contributors, secondary; missing where shown."""
        return self._reason.copy(deep=False)

    @property
    def hidden(self) -> pd.Series:
        """Tell which items are hidden."""
        return self._reason.notna().rename("hidden")

    @property
    def shown(self) -> pd.Series:
        """Give what to write for each item: its number, "<5", or "×"."""
        return shown_values(self._published, self._reason, self._counts, self.threshold)

    @cached_property
    def _bounds(self) -> tuple[Floats, Floats]:
        """Least and greatest values, as they can be worked out from what is published."""
        small = (self._reason == SMALL_REASON).to_numpy()
        low = np.where(small, 1.0, self._floor)
        high = np.where(small, self.threshold - 1.0, np.inf)
        # A small count can have all its values: that is what the rest was hidden for.
        asked = self.hidden.to_numpy() & ~small
        published = self._published.to_numpy()
        found = intervals(self._relations, published, asked, (low, high))
        return rounded(*found, self._counts.to_numpy())

    @property
    def interval(self) -> pd.DataFrame:
        """Give ``low`` and ``high``: what can be worked out of each hidden item by who knows all.

        Found by linear programming from what is published and the rule; ``inf`` where there is no
        greatest value, NaN where the item is published.
        """
        hidden = self.hidden
        bounds = dict(zip(("low", "high"), self._bounds, strict=True))
        return pd.DataFrame(bounds, index=self._published.index).where(hidden, np.nan)

    def to_frame(self, lang: str | None = None) -> pd.DataFrame:
        """List what is hidden: item, shown, reason, low, high, and a sentence that says why."""
        code = check_language(lang or language())
        frame = pd.concat([self.shown, self._reason, self.interval], axis=1)[self.hidden]
        frame.insert(0, "item", pd.Series(list(frame.index), index=frame.index, dtype="object"))
        frame["sentence"] = [
            audit_sentence(str(name), why, self.threshold, self.min_contributors, code, loose=loose)
            for name, why, loose in zip(
                frame["item"], frame["reason"], self._loose[self.hidden], strict=True
            )
        ]
        return frame.reset_index(drop=True)

    def summary(self) -> dict[str, Any]:
        """Count what is shown and hidden, by reason, with the rule.

        ``n_loose``: crossed-out numbers of which it is only known that they are 1 or more, though
        they are no sums.
        """
        return summary_of(self._reason, self._loose, self.threshold, self.min_contributors)

    def sentence(self, lang: str | None = None) -> str:
        """Say how much is shown, how much is hidden, and why."""
        return sentence_of(self.summary(), check_language(lang or language()))

    def equals(self, other: object) -> bool:
        """Tell whether two show the same by the same rule."""
        return (
            isinstance(other, SuppressedItems)
            and self.summary() == other.summary()
            and self.shown.equals(other.shown)
            and self._reason.equals(other._reason)
        )

    def __repr__(self) -> str:
        told = self.summary()
        return (
            f"<SuppressedItems: {told['n_published']} of {told['n_items']} shown, "
            f"{told['n_small']} small, {told['n_few_contributors']} of few contributors, "
            f"{told['n_secondary']} secondary>"
        )

    def _repr_html_(self) -> str:
        shown = self.shown
        frame = pd.DataFrame({"item": [str(name) for name in shown.index], "shown": list(shown)})
        return html_table(frame, caption=self.sentence())


def suppress_items(
    values: pd.Series | Mapping[Hashable, float],
    relations: Iterable[Relation] = (),
    *,
    threshold: int = THRESHOLD,
    contributors: pd.Series | Mapping[Hashable, int] | None = None,
    min_contributors: int = MIN_CONTRIBUTORS,
    derived: Iterable[Hashable] = (),
) -> SuppressedItems:
    """Hide small counts, and what else would give them away.

    Give everything that is published together, and every sum and difference in it: what is not
    named here is not protected. Counts from 1 to ``threshold - 1`` are shown as "<5"; 0 is always
    published. Further numbers are crossed out ("×") until, for whoever knows the rule and sees all
    that is shown, each "<5" can still be any whole number from 1 to ``threshold - 1``, and each
    count crossed out any of two that are at least ``threshold`` apart.

    Where a small sum of small counts shown as "<5" could no longer be 1, the sum is crossed out
    instead. So a sum crossed out is 1 or more; an inner count crossed out is ``threshold`` or more.
    Only where nothing else helps (a threshold of 3, or relations that are no sums) are small inner
    counts crossed out as well; in that connected part a cross then says no more than 1 or more.

    Parameters
    ----------
    values
        Whole numbers from 0 up by name, sums and differences among them.
    relations
        For each sum or difference a dict of items and whole coefficients that add up to 0;
        :func:`total_of` and :func:`difference_of` make them.
    threshold
        Smallest count shown; 1 hides nothing.
    contributors
        How many organisations stand behind an item, where known. Items other than 0 with fewer
        than ``min_contributors`` are hidden.
    min_contributors
        See there; 1 hides nothing.
    derived
        Items that are no counts but weights made of them by the relations. They may be
        fractions or negative, are never small, and are hidden only where they give others away.

    Returns
    -------
    SuppressedItems
        ``shown``, ``published``, ``hidden``, ``reason``, ``interval``, in the order of ``values``;
        the order decides nothing. Inner counts are hidden rather than sums, and small numbers
        rather than great ones; the choice is good, not always the least possible.

    Raises
    ------
    ArgumentError
        A value is no count, a relation does not hold or names an unknown item, or a number makes
        no sense.

    References
    ----------
    Fischetti, M. & Salazar, J. J. (2001). Solving the cell suppression problem on tabular data
    with linear constraints. https://doi.org/10.1287/mnsc.47.7.1008.9805

    Examples
    --------
    >>> counts = {"school": 2, "police": 7, "health": 20, "all": 29}
    >>> found = suppress_items(counts, [{"all": -1, "school": 1, "police": 1, "health": 1}])
    >>> found.shown.to_dict()
    {'school': '<5', 'police': '×', 'health': '×', 'all': 29}
    """
    check_limit("threshold", threshold)
    check_limit("min_contributors", min_contributors)
    items, places = read_items(values, relations, derived)
    index = values.index if isinstance(values, pd.Series) else pd.Index(
        list(values), tupleize_cols=False
    )  # fmt: skip
    few = _few(contributors, index, int(min_contributors))
    decision = decide(items, int(threshold), few[np.argsort(places)])
    return _result(items, places, index, decision, few, (int(threshold), int(min_contributors)))


def check_limit(argument: str, value: Any) -> None:
    """Refuse what is not a whole number from 1 up."""
    if not is_whole(value) or value < 1:
        message = text("{argument}={value!r} must be a whole number from 1 up.",
                       argument=argument, value=value)  # fmt: skip
        raise ArgumentError(message)


def _few(contributors: Any, index: pd.Index, least: int) -> Flags:
    """Tell which items have few contributors; an unknown number is not few."""
    few = np.zeros(len(index), dtype=np.bool_)
    if contributors is None:
        return few
    if not isinstance(contributors, (Mapping, pd.Series)):
        message = text("contributors={value} must be a Series or a dict of items and numbers of "
                       "organisations.", value=type(contributors).__name__)  # fmt: skip
        raise ArgumentError(message)
    where = {name: place for place, name in enumerate(index)}
    unknown = [name for name in dict(contributors) if name not in where]
    wrong = [
        name for name, value in contributors.items() if not (is_missing(value) or is_count(value))
    ]
    if unknown or wrong:
        message = text(
            "contributors must give whole numbers from 0 up for items that are among the values; "
            "wrong: {names}.",
            names=first([repr(name) for name in unknown or wrong]),
        )
        raise ArgumentError(message)
    for name, value in contributors.items():
        few[where[name]] = not is_missing(value) and value < least
    return few


def _result(
    items: Items, places: Any, index: pd.Index, decision: Decision, few: Flags,
    rule: tuple[int, int],
) -> SuppressedItems:  # fmt: skip
    """Put the decision into the caller's order, and leave out what is hidden."""
    sign, values, counts = (of[places] for of in (decision.sign, items.values, items.counts))
    # A small sum that is crossed out is called as any other: its reason would tell that it is.
    crossed = np.where(few & counts & (values >= rule[0]), FEW, SECONDARY)
    reason = np.where(sign == SMALL, SMALL_REASON, np.where(sign == CROSSED, crossed, ""))
    told = pd.Series(reason, index=index, name="reason", dtype="str")
    return SuppressedItems(
        threshold=rule[0],
        min_contributors=rule[1],
        _published=pd.Series(
            np.where(sign == SHOWN, values, np.nan), index=index, name="published", dtype="float64"
        ),
        _reason=told.where(told != ""),
        _counts=pd.Series(counts, index=index, name="count"),
        _loose=pd.Series(
            decision.loose[places] & (sign == CROSSED) & (items.level[places] == 0) & counts,
            index=index,
            name="loose",
        ),
        _floor=decision.floor[places],
        _relations=items.relations[:, places].tocsr(),
    )
