"""A bar for what takes long: after two seconds, in a notebook or a terminal, never in a log."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")


def track(items: Iterable[Item], *, total: int) -> Iterator[Item]:
    """Pass items on and show how far they are."""
    with warnings.catch_warnings():
        # Without ipywidgets a notebook gets a bar of letters; that needs no warning.
        warnings.simplefilter("ignore")
        from tqdm.auto import tqdm

    # ``None`` means: only in a terminal. A notebook is none, and is watched all the same.
    disable = False if "ipykernel" in sys.modules else None
    yield from tqdm(items, total=total, delay=2, leave=False, disable=disable)
