"""What everything counted by sector, kind or another label stands on: who is in which group.

A label that is missing is not a group of its own: what depends on it does not count, with one
warning. The functions ``…_of`` work on plain arrays of groups, so that shuffles of labels can call
them a thousand times.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd

from netcoop._core.checks import check_choice, first, is_missing
from netcoop._core.texts import plural, text
from netcoop.errors import ArgumentError, NetcoopWarning
from netcoop.network import Network


@dataclass(frozen=True, eq=False)
class Labels:
    """The groups of the actors.

    Attributes
    ----------
    codes
        Of every actor the place of its group in ``names``; −1 where it has no label.
    names
        The groups in alphabetical order.
    """

    codes: np.ndarray
    names: pd.Index


def labels_of(net: Network, by: str, *, ties: bool = True) -> Labels:
    """Read the groups from a column, and warn once of actors that have none.

    To be called by a public function itself: the warning then points to who called that.
    """
    values = net.actors[_checked(net, by)].astype("object")
    written = [
        None if is_missing(value) or not str(value).strip() else str(value) for value in values
    ]
    codes, names = pd.factorize(pd.Series(written, dtype="str"), sort=True)
    _warn_of_missing(int((codes < 0).sum()), by, ties=ties)
    return Labels(codes, pd.Index(names, dtype="str"))


def is_quantity(net: Network, by: str) -> bool:
    """Tell whether a column holds numbers."""
    return net.actors[_checked(net, by)].dtype.kind in "iuf"


def numbers_of(net: Network, by: str) -> np.ndarray:
    """Read numbers from a column, NaN where missing, and warn once of actors that have none."""
    values = net.actors[by].to_numpy(dtype="float64", na_value=np.nan)
    endless = np.isinf(values)
    if endless.any():
        message = text(
            "The column {by!r} is infinite for actors ({n}): {ids}. Give a number, or leave it "
            "empty.",
            by=by,
            n=int(endless.sum()),
            ids=first(net.actors.index[endless]),
        )
        raise ArgumentError(message)
    _warn_of_missing(int(np.isnan(values).sum()), by, ties=True)
    return values


def as_text(value: object) -> str:
    """Give what should be a text as one, so that it can be looked for among known texts."""
    return value if isinstance(value, str) else repr(value)


def _checked(net: Network, by: str) -> str:
    """Return the name of a column of the actors, or say which there are."""
    return check_choice("by", as_text(by), net.actors.columns)


def _warn_of_missing(missing: int, by: str, *, ties: bool) -> None:
    """Warn of actors without a label, in the name of whoever called the public function."""
    if not missing:
        return
    if ties:
        message = plural(
            "{n} actor has no {by}: its ties do not count here.",
            "{n} actors have no {by}: their ties do not count here.",
            missing,
            by=by,
        )
    else:
        message = plural(
            "{n} actor has no {by}: it does not count among partners or participants.",
            "{n} actors have no {by}: they do not count among partners or participants.",
            missing,
            by=by,
        )
    warnings.warn(message, NetcoopWarning, stacklevel=4)


def labelled_ties(net: Network, codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give the ties (arcs of a directed network) whose ends both have a label, as positions."""
    source, target, _ = net.codes
    both = (codes[source] >= 0) & (codes[target] >= 0)
    return source[both], target[both]


def labelled_partners(net: Network, codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give every actor with each of its partners that has a label, as positions, once each."""
    source, target, _ = net.codes
    owner, partner = np.concatenate([source, target]), np.concatenate([target, source])
    if net.directed:
        n = max(1, net.n_actors)
        owner, partner = np.divmod(np.unique(owner * n + partner), n)
    known = codes[partner] >= 0
    return owner[known], partner[known]


# -- numbers out of codes --------------------------------------------------------------------------


def ei_of(source: np.ndarray, target: np.ndarray) -> float:
    """E−I index out of the groups of the two ends of every tie."""
    inside = int((source == target).sum())
    return (len(source) - 2 * inside) / len(source) if len(source) else float("nan")


def assortativity_of(source: np.ndarray, target: np.ndarray, *, directed: bool) -> float:
    """Newman's r out of the groups of the two ends of every tie; exact until one division."""
    n_groups = max(source.max(initial=0), target.max(initial=0)) + 1
    starts, ends = (np.bincount(end, minlength=n_groups) for end in (source, target))
    total, inside = len(source), int((source == target).sum())
    if not directed:
        starts = ends = starts + ends
        total, inside = 2 * total, 2 * inside
    chance = int(starts @ ends)
    room = total * total - chance
    return (total * inside - chance) / room if room else float("nan")


def correlation_of(source: np.ndarray, target: np.ndarray, *, directed: bool) -> float:
    """Pearson's correlation of the numbers at the two ends of every tie."""
    if not directed:
        source, target = np.concatenate([source, target]), np.concatenate([target, source])
    if not len(source) or np.ptp(source) == 0 or np.ptp(target) == 0:
        return float("nan")
    x, y = _standard(source), _standard(target)
    return float(np.clip(x @ y, -1, 1))


def _standard(values: np.ndarray) -> np.ndarray:
    """Give the values around their mean and of length 1; their unit drops out first."""
    scaled = (values - values.min()) / np.ptp(values)
    around = scaled - scaled.mean()
    return np.asarray(around / np.sqrt(around @ around))


def counts_of(
    source: np.ndarray, target: np.ndarray, n_groups: int, *, directed: bool
) -> np.ndarray:
    """Count ties between groups out of the groups of their two ends."""
    flat = np.bincount(source * n_groups + target, minlength=n_groups * n_groups)
    counts = flat.reshape(n_groups, n_groups)
    return counts if directed else counts + counts.T - np.diag(np.diag(counts))


def possible_of(sizes: np.ndarray, *, directed: bool) -> np.ndarray:
    """Count the pairs of actors that could be tied, out of the sizes of the groups."""
    pairs = np.outer(sizes, sizes)
    np.fill_diagonal(pairs, sizes * (sizes - 1) // (1 if directed else 2))
    return pairs


def divided(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """Divide cell by cell; NaN where there is nothing to divide by."""
    quotient = np.full(above.shape, np.nan)
    np.divide(above, below, out=quotient, where=below > 0)
    return quotient


def blau_of(owner: np.ndarray, group: np.ndarray, n_owners: int, n_groups: int) -> np.ndarray:
    """1 − Σ p² of what each owner has: one entry a member, with its owner and its group."""
    from scipy import sparse

    ones = np.ones(len(owner), dtype="int64")
    members = sparse.csr_array((ones, (owner, group)), shape=(n_owners, max(1, n_groups)))
    total = members.sum(axis=1)
    members.data **= 2
    squares = members.sum(axis=1)
    return divided((total * total - squares).astype("float64"), (total * total).astype("float64"))
