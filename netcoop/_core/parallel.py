"""Work in parts that do not depend on each other, on as many workers as the user has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from netcoop._core.kept import kept_in, with_kept
from netcoop._core.progress import track

Result = TypeVar("Result")


def spread(
    function: Callable[..., Result],
    parts: Iterable[tuple[Any, ...]],
    *,
    total: int,
    all_cores: bool = False,
) -> Iterator[Result]:
    """Call a function with each part of the work; the results come in the order of the parts.

    One worker does it all unless ``joblib.parallel_config`` says otherwise: threads, processes,
    or the workers of a Dask or Spark cluster. Parts are made when they are needed. A function that
    draws at random gets its own Generator with each part (:func:`netcoop._core.rng.spawn`), so
    that the numbers are the same however many workers there are. Within
    :func:`netcoop.keep_draws` parts that were done before are read instead.

    Parameters
    ----------
    function
        A function of a module (workers look it up by name), called as ``function(*part)``.
    parts
        The arguments of each call.
    total
        How many parts there are, for the progress bar.
    all_cores
        Use a process for every core where nobody has said otherwise; for work that takes much
        longer than processes take to start.

    Examples
    --------
    >>> list(spread(divmod, [(7, 2), (9, 4)], total=2))
    [(3, 1), (2, 1)]
    """
    from joblib import Parallel, delayed
    from joblib.parallel import LokyBackend, get_active_backend

    backend, workers = get_active_backend()
    # Some workers can only hand over everything at once.
    way = "generator" if backend.supports_return_generator else "list"
    # A worker does its part alone, and who chose another backend chose its workers, too.
    free = isinstance(backend, LokyBackend) and workers == 1 and not backend.nesting_level

    def compute(some: Iterable[tuple[Any, ...]]) -> Iterable[Result]:
        shared = Parallel(n_jobs=-1 if all_cores and free else None, return_as=way)
        results: Iterable[Result] = shared(delayed(function)(*part) for part in some)
        return results

    folder = kept_in()
    results = compute(parts) if folder is None else with_kept(function, parts, compute, folder)
    yield from track(results, total=total)
