"""A bar for what takes long: after two seconds, in a notebook or a terminal, never in a log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")


def track(items: Iterable[Item], *, total: int) -> Iterator[Item]:
    """Pass items on and show how far they are."""
    from tqdm.auto import tqdm
    from tqdm.std import tqdm as plain

    # ``disable=None`` means: only where a person watches a terminal. A notebook is no terminal.
    in_terminal = issubclass(tqdm, plain) and "notebook" not in tqdm.__mro__[1].__module__
    disable = None if in_terminal else False
    yield from tqdm(items, total=total, delay=2, leave=False, disable=disable)
