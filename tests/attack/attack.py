"""What can be worked out from what is seen: by whole-number and linear programming."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

# A number, "<5", a range "6–9", "×" (hidden, larger), or nothing known.
Item = float | str | None
Name = Any


@dataclass
class Seen:
    """Items with what is shown of each, sums among them, and limits of sums."""

    threshold: int
    items: dict[Name, Item] = field(default_factory=dict)
    sums: list[tuple[Name, list[Name]]] = field(default_factory=list)
    limits: list[tuple[float, float, list[Name]]] = field(default_factory=list)
    totals: list[tuple[str, int, str]] = field(default_factory=list)
    contradictions: list[Name] = field(default_factory=list)
    # Hidden in one place and shown in another: it is known.
    told: list[Name] = field(default_factory=list)

    def show(self, item: Name, value: Item) -> None:
        """Learn what is shown of an item; it may be shown in several places."""
        known = self.items.get(item)
        if item not in self.items or known is None:
            self.items[item] = value
        elif value is not None and value != known:
            hidden = isinstance(known, str) or isinstance(value, str)
            (self.told if hidden else self.contradictions).append(item)

    def bounds(self, item: Name) -> tuple[float, float]:
        value = self.items[item]
        if isinstance(value, str) and "–" in value:
            low, high = value.split("–")
            return int(low), int(high)
        if isinstance(value, str):
            return (1, int(value[1:]) - 1) if value != "×" else (1, math.inf)
        return (0, math.inf) if value is None else (value, value)

    def parts(self) -> list[Seen]:
        """Take apart what no sum connects."""
        above: dict[Hashable, Hashable] = {item: item for item in self.items}

        def top(item: Hashable) -> Hashable:
            while above[item] != item:
                above[item] = above[above[item]]
                item = above[item]
            return item

        for group in [[t, *p] for t, p in self.sums] + [p for *_, p in self.limits]:
            # What is known connects nothing.
            unknown = [item for item in group if len(set(self.bounds(item))) > 1]
            for item in unknown[1:]:
                above[top(item)] = top(unknown[0])
        items: dict[Hashable, dict[Name, Item]] = defaultdict(dict)
        for item, value in self.items.items():
            if len(set(self.bounds(item))) > 1:
                items[top(item)][item] = value
        found = []
        for own in items.values():
            sums = [(t, p) for t, p in self.sums if t in own or any(one in own for one in p)]
            limits = [limit for limit in self.limits if any(one in own for one in limit[2])]
            known = {i: self.items[i] for t, p in sums for i in (t, *p) if i not in own}
            known |= {i: self.items[i] for *_, p in limits for i in p if i not in own}
            found.append(Seen(self.threshold, own | known, sums, limits))
        return found

    def matrix(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Give rows with their least and greatest values."""
        where = {item: place for place, item in enumerate(self.items)}
        rows = np.zeros((len(self.sums) + len(self.limits), len(where)))
        low, high = np.zeros(len(rows)), np.zeros(len(rows))
        for row, (total, parts) in zip(rows, self.sums, strict=False):
            row[where[total]] -= 1
            for part in parts:
                row[where[part]] += 1
        for place, (least, most, parts) in enumerate(self.limits, len(self.sums)):
            rows[place, [where[part] for part in parts]] = 1
            low[place], high[place] = least, most
        return rows, low, high

    def can_be(self, item: Name | None = None, value: float = 0) -> bool:
        """Whether whole numbers agree with all that is seen, and with this value."""
        limits = [(value, value) if one == item else self.bounds(one) for one in self.items]
        rows, low, high = self.matrix()
        if not len(rows):
            return True
        solved = milp(
            np.zeros(len(limits)), integrality=np.ones(len(limits)),
            bounds=Bounds(*np.array(limits, dtype="float64").T),
            constraints=LinearConstraint(rows, low, high),
        )  # fmt: skip
        assert solved.status in (0, 2), solved.message
        return solved.x is not None

    def interval(self, item: Name) -> tuple[float, float]:
        """Give the least and greatest value by linear programming."""
        rows, low, high = self.matrix()
        same, ends = low == high, []
        ends_known = np.isfinite([*low, *high])
        for way in (1.0, -1.0):
            goal = np.array([way if one == item else 0.0 for one in self.items])
            solved = linprog(
                goal, A_eq=rows[same], b_eq=low[same], A_ub=np.vstack([-rows, rows])[ends_known],
                b_ub=np.concatenate([-low, high])[ends_known],
                bounds=[self.bounds(one) for one in self.items], method="highs",
            )  # fmt: skip
            assert solved.status in (0, 3), solved.message
            ends.append(way * solved.fun if solved.status == 0 else way * -math.inf)
        return ends[0], ends[1]

    def worlds(self, most: int) -> Iterator[dict[Name, int]]:
        """Try all whole numbers up to ``most``: what agrees with all that is seen."""
        limits = [self.bounds(item) for item in self.items]
        ranges = [range(int(low), int(min(high, most)) + 1) for low, high in limits]
        for values in product(*ranges):
            world = dict(zip(self.items, values, strict=True))
            if all(world[t] == sum(world[p] for p in ps) for t, ps in self.sums) and all(
                low <= sum(world[p] for p in ps) <= high for low, high, ps in self.limits
            ):
                yield world


def narrowed(seen: Seen) -> list[str]:
    """Say of everything hidden that can be narrowed how it can."""
    found = [f"{item}: shown in one place, hidden in another" for item in seen.told]
    found += [f"{item}: two numbers" for item in seen.contradictions]
    for part in seen.parts():
        if not part.can_be():
            found.append(f"{list(part.items)[:5]}: what is seen contradicts the rule")
            continue
        for item, value in part.items.items():
            found += _narrowed_item(part, item, value)
    return found


def _narrowed_item(part: Seen, item: Name, value: Item) -> list[str]:
    if isinstance(value, str) and value != "×":
        low, high = map(int, part.bounds(item))
        gone = [n for n in range(low, high + 1) if not part.can_be(item, n)]
        return [f"{item} = {value}: cannot be {gone}"] if gone else []
    if value == "×" or value is None:
        low, high = part.interval(item)
        if value == "×" and high - low < part.threshold - 1e-6:
            return [f"{item} = ×: between {low:g} and {high:g}"]
        # A rest that nobody wrote down is a small count all the same.
        if value is None and high - low < 1e-6 and 0 < low < part.threshold:
            return [f"{item}: follows to be {low:g}"]
    return []
