"""What to hide: small counts, and what else until nothing gives them away.

Nothing is believed safe because a formula says so. For every value that must stay possible there
is in the end a *stand-in*: a full set of whole numbers with this value that keeps all relations,
equals all that is published, and would be shown with the same signs. Where there is none yet, the
cheapest one that changes something published says what else to hide. A stand-in stays good when
more is hidden, so this ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from netcoop._core.disclosure.items import Flags, Floats, Items
from netcoop._core.disclosure.merging import any_of, merged, spread
from netcoop._core.disclosure.solver import CLOSE, nearest
from netcoop._core.progress import track

# How an item is shown: its value, as small, or crossed out.
SHOWN, SMALL, CROSSED = 0, 1, 2
# Of what is hidden anyway the nearest values are taken: so little that it decides nothing.
ALMOST_NOTHING = 1e-3
# To hide a sum is so many times dearer than to hide one of its parts.
LEVEL_COST = 10.0
# To cross out a small count, so that not even its being small is told, is the last thing to do.
DEMOTION_COST = 1e5
# What is still wanted is worth more than any number shown, but for the highest sums.
WISH = 3e3
# So few things are made possible one by one.
MOST_ALONE = 10
# So many attempts at most to show again what turned out not to be needed; in large parts fewer, so
# that it is so much work at most.
MOST_TRIES, MOST_WORK = 100, 60_000


@dataclass(frozen=True, eq=False)
class Decision:
    """How each item is shown, and the least a crossed-out one can be for who knows the rule."""

    sign: NDArray[np.int8]
    floor: Floats
    # In these parts a cross on an inner count says no more than 1 or more.
    loose: Flags


def decide(items: Items, threshold: int, few: Flags) -> Decision:
    """Choose what to hide; ``few`` marks what is hidden for its few contributors."""
    fewer, group = merged(items)
    found = _decide(fewer, threshold, any_of(few, group, len(fewer.values)))
    return Decision(
        spread(found.sign, group, SHOWN),
        spread(found.floor, group, 0.0),
        spread(found.loose, group, 0),
    )


def _decide(items: Items, threshold: int, few: Flags) -> Decision:
    """Choose among items of which no two are always equal."""
    small = items.counts & (items.values >= 1) & (items.values < threshold)
    few = few & items.counts & (items.values >= threshold)
    sign = np.where(small, SMALL, np.where(few, CROSSED, SHOWN))
    floor = np.where((items.level > 0) & ~few, 1.0, float(threshold))
    blocks = items.blocks
    loose = np.zeros(len(sign), dtype=np.bool_)
    decision = Decision(sign.astype("int8"), np.where(items.counts, floor, -np.inf), loose)
    touched = np.unique(blocks[sign != SHOWN])
    for block in track(touched, total=len(touched)):
        chosen = np.flatnonzero(blocks == block)
        if len(chosen) > 1:
            part = Part(items, chosen, threshold, decision.sign[chosen], few[chosen])
            part.protect()
            decision.sign[chosen], decision.floor[chosen] = part.sign, part.floor
            decision.loose[chosen] = part.loose
    return decision


class Part:
    """One connected part, while it is decided upon."""

    def __init__(
        self, items: Items, chosen: NDArray[np.intp], threshold: int, sign: NDArray[np.int8],
        few: Flags,
    ) -> None:  # fmt: skip
        matrix = items.relations[:, chosen].tocsr()
        self.relations = matrix[np.diff(matrix.indptr) > 0].tocsc()
        self.values, self.counts = items.values[chosen], items.counts[chosen]
        self.level, self.threshold = items.level[chosen], threshold
        self.sign, self.few = sign.copy(), few
        # An inner count that is crossed out is no small one: small ones are shown as such.
        floor = np.where((self.level > 0) & ~few, 1.0, float(threshold))
        self.floor = np.where(self.counts, floor, -np.inf)
        self.loose = False
        size = np.array([int(value).bit_length() for value in np.abs(self.values)])
        self.price = np.maximum(size, 1) * LEVEL_COST**self.level
        self.stand_ins = [self.values]
        self._count()

    def protect(self) -> None:
        """Hide more until all that must stay possible is, then show what need not be hidden."""
        self._cross_out_sums()
        for opened in (False, True):
            self._in_bulk(opened=opened)
        while open_ones := list(self.unmet()):
            for item, value in track(open_ones, total=len(open_ones)):
                if not self.met(item, value):
                    self._settle(item, value)
        self._show_again()

    def _cross_out_sums(self) -> None:
        """Cross out small sums that can never be 1, as two parts or more are at least 1 each."""
        rows = self.relations.tocsr()
        for row in range(rows.shape[0]):
            part = slice(rows.indptr[row], rows.indptr[row + 1])
            places, signs = rows.indices[part], np.sign(rows.data[part])
            for sign in (-1, 1):
                alone = places[signs == sign]
                if len(alone) == 1 and len(places) > 2 and self.counts[places].all():
                    small = self.sign[alone[0]] == SMALL and self.level[alone[0]] > 0
                    self.sign[alone[0]] = CROSSED if small else self.sign[alone[0]]

    def _in_bulk(self, *, opened: bool) -> int:
        """Make many things possible at the same time while that goes well; count the attempts."""
        lacking, tries = len(list(self.unmet())), 0
        while lacking > MOST_ALONE:
            wanted, cost = self._wishes()
            cost = np.where(cost < 1, np.where(self.sign == SHOWN, self.price, cost), WISH)
            found = self._nearest(wanted, self._bounds(opened=opened, demoted=False), cost)
            tries += 1
            if found is None:
                break
            self._adopt(found)
            before, lacking = lacking, len(list(self.unmet()))
            if before - lacking < MOST_ALONE:
                break
        return tries

    def unmet(self) -> Iterator[tuple[int, int]]:
        """List what is not yet possible: a small count and its value, or a crossed-out one, 0."""
        small = np.flatnonzero(self.sign == SMALL)
        for item, column in zip(*np.nonzero(~self.seen[small]), strict=True):
            yield int(small[item]), int(column) + 1
        for item in np.flatnonzero(self._narrow()):
            yield int(item), 0

    def met(self, item: int, value: int) -> bool:
        """Tell whether an item can be what it must be able to be, as it is shown now."""
        if value and self.sign[item] == SMALL:
            return bool(self.seen[item, value - 1])
        return bool(value) or not self._narrow()[item]

    def _narrow(self) -> Flags:
        narrow: Flags = (self.high - self.low < self.threshold) & (self.sign == CROSSED)
        narrow &= self.counts
        return narrow

    def _count(self) -> None:
        """Count anew what the stand-ins show to be possible."""
        table = np.array(self.stand_ins)
        self.low, self.high = table.min(axis=0), table.max(axis=0)
        values = range(1, self.threshold)
        self.seen = np.array([(table == value).any(axis=0) for value in values]).T.reshape(
            len(self.values), self.threshold - 1
        )

    def _settle(self, item: int, value: int) -> None:
        """Make one thing possible: by what is hidden, else by hiding more, else by crossing out."""
        for opened, demoted in ((False, False), (True, False), (True, True)):
            if self._found(item, value, opened=opened, demoted=demoted):
                return
        if self.sign[item] == SMALL and self.level[item] > 0:
            self.sign[item] = CROSSED
            return
        self._loosen()
        if self.sign[item] == SMALL:
            self.sign[item] = CROSSED
        elif not self._found(item, value, opened=True, demoted=True):
            self._cross_out_all()

    def _loosen(self) -> None:
        """Let small inner counts be crossed out as well; then nobody can tell that none is."""
        self.loose = True
        self.floor = np.where(self.counts & ~self.few, 1.0, self.floor)

    def _cross_out_all(self) -> None:
        """Hide the part whole: then every multiple of the numbers is a stand-in."""
        self._loosen()
        self.sign[self.values != 0] = CROSSED
        self._adopt((self.threshold + 1) * self.values)

    def _found(self, item: int, value: int, *, opened: bool, demoted: bool) -> bool:
        """Look for a stand-in, and keep it."""
        lower, upper = self._bounds(opened=opened, demoted=demoted)
        spans = self._spans(item, value, lower[item])
        if not opened and (answer := self._found_with_others(item, spans, (lower, upper))):
            return True
        if not opened and answer is None:
            return not value and self._stretched(item, opened=opened, demoted=demoted)
        cost = self._cost(demoted=demoted)
        best, least = None, np.inf
        for span in spans:
            found = self._nearest(self.values, _pinned((lower, upper), item, span), cost)
            if found is not None and (price := float(cost @ np.abs(found - self.values))) < least:
                best, least = found, price
        if best is not None:
            self._adopt(best)
        elif not value:
            return self._stretched(item, opened=opened, demoted=demoted)
        return best is not None

    def _found_with_others(
        self, item: int, spans: list[tuple[float, float]], bounds: tuple[Floats, Floats]
    ) -> bool | None:
        """Look for a stand-in that makes as much else possible as it can, without branching.

        ``None``: not even with fractions there is one.
        """
        wanted, cost = self._wishes()
        answer: bool | None = None
        for span in spans:
            pinned = _pinned(bounds, item, span)
            found = self._nearest(wanted, pinned, cost, branch=False)
            if found is None:
                continue
            answer = False
            if (np.abs(self.relations @ found) <= CLOSE).all():
                self._adopt(found)
                return True
        return answer

    def _stretched(self, item: int, *, opened: bool, demoted: bool) -> bool:
        """Move an item both ways, as far as it goes, where neither way alone is far enough."""
        bounds = self._bounds(opened=opened, demoted=demoted)
        cost = self._cost(demoted=demoted)
        only = np.full(len(cost), ALMOST_NOTHING)
        only[item] = 1.0
        ends: list[Floats] = []
        for aim in (self.low[item] + self.threshold, self.high[item] - self.threshold):
            wanted = self.values.copy()
            wanted[item] = aim
            far = self._nearest(wanted, bounds, only)
            if far is None:
                return False
            pinned = _pinned(bounds, item, (far[item], far[item]))
            end = self._nearest(self.values, pinned, cost)
            ends.append(far if end is None else end)
        if ends[0][item] - ends[1][item] < self.threshold:
            return False
        for end in ends:
            self._adopt(end)
        return True

    def _nearest(
        self, wanted: Floats, bounds: tuple[Floats, Floats], cost: Floats, *, branch: bool = True
    ) -> Floats | None:
        return nearest(self.relations, self.counts, wanted, bounds, cost, branch=branch)

    def _spans(self, item: int, value: int, floor: float) -> list[tuple[float, float]]:
        """Say where an item has to go: to a value, or a threshold away from where it has been."""
        if value:
            return [(value, value)]
        up, down = self.low[item] + self.threshold, self.high[item] - self.threshold
        return [(up, np.inf), (floor, down)] if down >= floor else [(up, np.inf)]

    def _bounds(self, *, opened: bool, demoted: bool) -> tuple[Floats, Floats]:
        lower, upper = self.values.copy(), self.values.copy()
        moving = self.sign == CROSSED
        if opened:
            # A count of 0 is always published.
            moving |= (self.sign == SHOWN) & ~(self.counts & (self.values == 0))
        lower[moving], upper[moving] = self.floor[moving], np.inf
        small = self.sign == SMALL
        lower[small], upper[small] = 1, self.threshold - 1
        if demoted:
            upper[small & (self.loose | (self.level > 0))] = np.inf
        return lower, upper

    def _cost(self, *, demoted: bool) -> Floats:
        """Say what it costs to change each item."""
        cost = np.where(self.sign == SHOWN, self.price, ALMOST_NOTHING)
        if demoted:
            cost[self.sign == SMALL] = DEMOTION_COST
        return cost

    def _wishes(self) -> tuple[Floats, Floats]:
        """Ask for whatever is not yet possible, one value of each item, all at the same time."""
        wanted, cost = self.values.copy(), np.full(len(self.values), ALMOST_NOTHING)
        lacking = (self.sign == SMALL) & ~self.seen.all(axis=1)
        if lacking.any():
            wanted[lacking] = self.seen[lacking].argmin(axis=1) + 1.0
        narrow = self._narrow()
        wanted[narrow] = self.low[narrow] + self.threshold
        cost[lacking | narrow] = 1.0
        return wanted, cost

    def _adopt(self, found: Floats) -> None:
        """Keep a stand-in, and hide what it changes."""
        changed = np.abs(found - self.values) > CLOSE
        over = (self.sign == SMALL) & (found >= self.threshold)
        self.sign[(changed & (self.sign == SHOWN)) | over] = CROSSED
        # On the way there may be more: half a step of two is a step of one.
        moves = (found - self.values)[self.counts]
        strides = int(np.gcd.reduce(np.abs(moves).astype("int64"))) if len(moves) else 1
        for stride in range(1, min(max(strides, 1), self.threshold) + 1):
            share = 1.0 if stride == self.threshold else stride / max(strides, 1)
            self._add(self.values + (found - self.values) * share)

    def _add(self, found: Floats) -> None:
        found = np.where(self.counts, np.rint(found), found)
        self.stand_ins.append(found)
        self.low, self.high = np.minimum(self.low, found), np.maximum(self.high, found)
        small = np.flatnonzero(self.counts & (found >= 1) & (found < self.threshold))
        self.seen[small, found[small].astype("int64") - 1] = True

    def _show_again(self) -> None:
        """Show what was hidden on the way and is not needed in the end, the dearest first."""
        extra = (self.sign == CROSSED) & ~self.few
        extra &= ~self.counts | (self.values >= self.threshold)
        tries = min(MOST_TRIES, MOST_WORK // len(self.values))
        order = sorted(np.flatnonzero(extra), key=lambda item: (-self.price[item], item))
        for item in track(order, total=len(order)):
            if tries <= 0:
                return
            before = self.sign.copy(), self.stand_ins
            self.sign[item] = SHOWN
            own = self.values[item]
            self.stand_ins = [one for one in before[1] if abs(one[item] - own) <= CLOSE]
            self._count()
            tries -= self._in_bulk(opened=False)
            kept = True
            while kept and (lacking := next(self.unmet(), None)) is not None:
                tries -= 1
                kept = tries > 0 and self._found(*lacking, opened=False, demoted=False)
            if not kept:
                self.sign, self.stand_ins = before
                self._count()


def _pinned(
    bounds: tuple[Floats, Floats], item: int, span: tuple[float, float]
) -> tuple[Floats, Floats]:
    """Leave an item only a part of what it may be."""
    lower, upper = bounds[0].copy(), bounds[1].copy()
    lower[item], upper[item] = span
    return lower, upper
