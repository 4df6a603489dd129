"""``backbone``: the pairs that meet more often than their attendance alone would bring about."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from math import ceil
from typing import Literal, Protocol, runtime_checkable

import numpy as np
import pandas as pd

from netcoop._core.checks import check_choice
from netcoop._core.parallel import spread
from netcoop._core.rng import RandomSource
from netcoop._core.texts import plural, text
from netcoop.errors import ArgumentError, NetcoopWarning
from netcoop.ties.attendance import Attendance
from netcoop.ties.chances import chances
from netcoop.ties.disparity import Weighted, disparity
from netcoop.ties.nullmodels import check_draws, drawn_seats, parts_of_draws
from netcoop.ties.poisson_binomial import at_least

METHODS = ("fdsm", "sdsm", "disparity")
# Exact distributions are worked out for so many numbers at once.
NUMBERS_AT_ONCE = 2**18


@runtime_checkable
class Attended(Protocol):
    """A network that knows who was at which meeting."""

    @property
    def affiliations(self) -> pd.DataFrame | None:
        """``actor`` and ``meeting_id``."""


def backbone(
    affiliations: pd.DataFrame | Attended | Weighted,
    *,
    method: str = "fdsm",
    alpha: float = 0.05,
    adjust: Literal["BH"] | None = None,
    draws: int = 5000,
    rng: RandomSource = None,
) -> pd.DataFrame:
    """Single out the pairs that meet more often than their attendance alone would bring about.

    Who comes to everything meets everyone. A pair stands out when it meets more often than the two
    would if who came to which meeting were left to chance.

    Parameters
    ----------
    affiliations
        Table with ``actor`` and ``meeting_id`` (the same actor twice at a meeting counts once), or
        a network built from meetings. For ``"disparity"``: any network.
    method
        ``"fdsm"``: random tables in which every actor comes exactly as often as it did and every
        meeting has exactly the size it had; right at any size, and the default. ``"sdsm"``: these
        numbers are kept on average only; exact probabilities without draws, but so cautious that
        few pairs of a small network stand out. ``"disparity"``: each tie's weight against an even
        random split of the actor's strength among its ties; for networks that do not come from
        meetings.
    alpha
        The bound below which a pair is kept.
    adjust
        ``"BH"``: keep by p-values adjusted for the number of pairs (Benjamini and Hochberg), so
        that on average at most a share ``alpha`` of the pairs kept is there by chance. ``None``:
        each pair by itself; of a hundred pairs that mix as chance would, about five are kept at
        .05.
    draws
        How many random tables; ``"fdsm"`` only.
    rng
        Seed, Generator or ``None``; ``"fdsm"`` only. The result does not depend on the number of
        workers (``joblib.parallel_config``).

    Returns
    -------
    pandas.DataFrame
        One row for each pair that met (or is tied), sorted: ``source``, ``target`` (source before
        target in the alphabet, or as the tie goes), ``weight`` (number of joint meetings; with
        ``"disparity"`` the tie's weight), ``expected`` (its mean under chance), ``p_value``
        (one-sided: chance gives this weight or more; with ``"fdsm"`` (1 + such draws)/(draws + 1),
        never below 1/(draws + 1)), ``p_adj`` (NaN without ``adjust``) and ``keep``.

        With ``"disparity"`` the p-value is (1 − w/s)^(k−1) for a tie of weight w of an actor with k
        ties of total weight s, the smaller of its two ends (directed: outgoing ties of the source,
        incoming ties of the target); ``expected`` is s/k at that end. An actor with a single tie is
        no evidence: p = 1 at that end.

    Raises
    ------
    ArgumentError
        A column or attendance is lacking, or an argument is not among those known.

    Warns
    -----
    NetcoopWarning
        No pair is kept: too few meetings to single out pairs, or too few draws.

    References
    ----------
    Neal, Z. P., Domagalski, R. & Sagan, B. (2021). https://doi.org/10.1038/s41598-021-03238-3;
    Serrano, M. Á., Boguñá, M. & Vespignani, A. (2009). https://doi.org/10.1073/pnas.0808904106;
    Benjamini, Y. & Hochberg, Y. (1995). https://doi.org/10.1111/j.2517-6161.1995.tb02031.x

    Examples
    --------
    Everyone came to four or five of ten meetings; A and B to the same five:

    >>> came = {"A": "01234", "B": "01234", "C": "05679", "D": "15689", "E": "26789", "F": "3478"}
    >>> rows = [(actor, day) for actor, days in came.items() for day in days]
    >>> sheet = pd.DataFrame(rows, columns=["actor", "meeting_id"])
    >>> found = backbone(sheet, draws=999, rng=1)
    >>> found.loc[found["keep"], ["source", "target", "weight"]]
      source target  weight
    0      A      B       5
    """
    check_choice("method", method, METHODS)
    if adjust is not None:
        check_choice("adjust", adjust, ["BH"])
    if not 0 < alpha < 1:
        raise ArgumentError(text("alpha={alpha} must be between 0 and 1.", alpha=alpha))
    if method == "disparity":
        found = _kept(disparity(_weighted(affiliations)), alpha, adjust)
        remark = _no_tie(found, alpha)
    else:
        seats = Attendance.of(_attendance(affiliations))
        pairs = _by_chances(seats) if method == "sdsm" else _by_draws(seats, draws, rng)
        found = _kept(pairs, alpha, adjust)
        remark = _no_pair(found, alpha, len(seats.meetings))
        least = (1 if adjust is None else len(found)) / (draws + 1)
        if method == "fdsm" and least >= alpha:
            remark = _few_draws(found, alpha, draws, least)
    if len(found) and not found["keep"].any():
        warnings.warn(remark, NetcoopWarning, stacklevel=2)
    return found


def _weighted(given: object) -> Weighted:
    if isinstance(given, pd.DataFrame) or not isinstance(given, Weighted):
        message = text(
            "method='disparity' takes a network, for the weights of its ties. A table of "
            "attendance goes with method='fdsm' or method='sdsm'."
        )
        raise ArgumentError(message)
    return given


def _attendance(given: object) -> pd.DataFrame:
    if not isinstance(given, pd.DataFrame) and isinstance(given, Attended):
        given = given.affiliations
    if not isinstance(given, pd.DataFrame):
        message = text(
            "There is no attendance to compare with chance. Give a table with actor and "
            "meeting_id or a network built from meetings, or use method='disparity'."
        )
        raise ArgumentError(message)
    if "set_apart" in given:
        # Meetings too large to make ties of the network say nothing of its pairs.
        given = given[~given["set_apart"].astype("bool")]
    return given


def _by_draws(seats: Attendance, draws: int, rng: RandomSource) -> pd.DataFrame:
    """Compare with random tables; only sums over the draws are kept."""
    check_draws(draws)
    pairs, weight = _meetings_of_pairs(seats)
    total, reached = np.zeros_like(weight), np.zeros_like(weight)
    parts = parts_of_draws(seats, draws, rng)
    tasks = ((seats, number, random) for number, random in parts)
    for met, as_often in spread(_tally, tasks, total=len(parts)):
        total += met
        reached += as_often
    return _table(seats, pairs, weight, total / draws, (1 + reached) / (draws + 1))


def _tally(
    seats: Attendance, draws: int, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Count, over some draws, how often each pair met and in how many draws as often as it did."""
    pairs, weight = _meetings_of_pairs(seats)
    total, reached = np.zeros_like(weight), np.zeros_like(weight)
    for drawn in drawn_seats(seats, draws, random):
        # Each draw has its own range of numbers, so that one search serves all.
        offset = np.arange(len(drawn))[:, None] * len(seats.actors) ** 2
        met = (np.sort(seats.pair_codes(drawn), axis=1) + offset).ravel()
        sought = pairs + offset
        times = np.searchsorted(met, sought, "right") - np.searchsorted(met, sought, "left")
        total += times.sum(axis=0)
        reached += (times >= weight).sum(axis=0)
    return total, reached


def _by_chances(seats: Attendance) -> pd.DataFrame:
    """Work out exact probabilities; pairs of the same classes and weight have the same."""
    pairs, weight = _meetings_of_pairs(seats)
    likely = chances(seats)
    kinds = len(likely.chance)
    ends = np.sort(likely.of_actor[np.stack(np.divmod(pairs, max(1, len(seats.actors))))], axis=0)
    cases, of_pair = np.unique((weight * kinds + ends[0]) * kinds + ends[1], return_inverse=True)
    number, one, other = cases // kinds**2, cases // kinds % kinds, cases % kinds
    step = max(1, NUMBERS_AT_ONCE // (int(number.max(initial=0)) + 1))

    def tasks() -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
        for start in range(0, len(cases), step):
            part = slice(start, start + step)
            both = likely.chance[one[part]] * likely.chance[other[part]]
            yield both, likely.meetings, number[part]

    p_values = [*spread(at_least, tasks(), total=ceil(len(cases) / step)), np.empty(0)]
    mean = (likely.chance * likely.meetings) @ likely.chance.T
    return _table(seats, pairs, weight, mean[ends[0], ends[1]], np.concatenate(p_values)[of_pair])


def _meetings_of_pairs(seats: Attendance) -> tuple[np.ndarray, np.ndarray]:
    """Give the pairs that met, as numbers, and how often they did."""
    return np.unique(seats.pair_codes(seats.actor), return_counts=True)


def _table(
    seats: Attendance,
    pairs: np.ndarray,
    weight: np.ndarray,
    expected: np.ndarray,
    p_value: np.ndarray,
) -> pd.DataFrame:
    source, target = seats.pair_names(pairs)
    return pd.DataFrame(
        {
            "source": source,
            "target": target,
            "weight": weight,
            "expected": expected,
            "p_value": p_value,
        }
    )


def _kept(pairs: pd.DataFrame, alpha: float, adjust: str | None) -> pd.DataFrame:
    adjusted = np.full(len(pairs), np.nan)
    if adjust is not None and len(pairs):
        from scipy.stats import false_discovery_control

        adjusted = false_discovery_control(pairs["p_value"].to_numpy())
    deciding = pairs["p_value"].to_numpy() if adjust is None else adjusted
    return pairs.assign(p_adj=adjusted, keep=deciding < alpha)


def _smallest(found: pd.DataFrame) -> str:
    column = "p_value" if found["p_adj"].isna().all() else "p_adj"
    return f"{column} {found[column].min():.3g}"


def _no_pair(found: pd.DataFrame, alpha: float, meetings: int) -> str:
    return plural(
        "With {n} meeting no pair can be singled out at alpha={alpha} (smallest {smallest}): too "
        "few meetings, or the actors mix as chance would.",
        "With {n} meetings no pair can be singled out at alpha={alpha} (smallest {smallest}): too "
        "few meetings, or the actors mix as chance would.",
        meetings,
        alpha=alpha,
        smallest=_smallest(found),
    )


def _few_draws(found: pd.DataFrame, alpha: float, draws: int, least: float) -> str:
    return text(
        "No pair can be singled out: with draws={draws} one of {pairs} pairs cannot fall below "
        "{least:.3g}, and alpha={alpha} is asked for. Use draws={enough} or more, or "
        "method='sdsm', which needs none.",
        draws=draws,
        pairs=len(found),
        alpha=alpha,
        least=min(1.0, least),
        enough=int(least * (draws + 1) / alpha) + 1,
    )


def _no_tie(found: pd.DataFrame, alpha: float) -> str:
    return plural(
        "{n} tie, and it does not stand out at alpha={alpha} (smallest {smallest}).",
        "None of {n} ties stands out at alpha={alpha} (smallest {smallest}): actors with few ties "
        "cannot show a preference.",
        len(found),
        alpha=alpha,
        smallest=_smallest(found),
    )
