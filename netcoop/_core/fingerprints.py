"""Fingerprints of calls: two are the same only where the same is asked.

Pickles would not do for this: the same object pickles differently once something about it was
worked out and put aside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from functools import cache, cached_property, partial
from hashlib import sha256
from importlib.metadata import version
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse


class _UnsureError(Exception):
    """An object of which it cannot be told whether it is the same."""


class Fingerprints:
    """Fingerprints of calls: the same in every session for the same values, else different.

    What was worked out and put aside (``cached_property``) does not count.

    Examples
    --------
    >>> Fingerprints().of_call(divmod, (7, 2)) == Fingerprints().of_call(divmod, (7, 2))
    True
    >>> Fingerprints().of_call(divmod, (7, 2)) == Fingerprints().of_call(divmod, (7, 3))
    False
    """

    def __init__(self) -> None:
        # Frozen objects are the same in many parts; they are kept so that no id is used again.
        self._known: dict[int, tuple[object, bytes]] = {}
        self._generators = 0

    def of_call(self, function: Callable[..., Any], part: tuple[Any, ...]) -> str | None:
        """Give the fingerprint of a call, or ``None`` where there is none to rely on."""
        from netcoop import __version__

        try:
            found = self._of((__version__, _versions(), function, part))
        except _UnsureError:
            return None
        return found.hex()[:40]

    def _of(self, value: Any) -> bytes:
        known = self._known.get(id(value))
        if known is not None:
            return known[1]
        before = self._generators
        kind = type(value)
        for types, way in _WAYS:
            if isinstance(value, types):
                tag, content = way(value)
                break
        else:
            tag, content = _state(value)
        self._generators += isinstance(value, np.random.Generator)
        whole = sha256(f"{tag}\x1f{kind.__module__}.{kind.__qualname__}\x1f".encode())
        for piece in content if isinstance(content, tuple | list) else (content,):
            # Each has the same length, so that nothing can flow from one into the next.
            whole.update(sha256(piece).digest() if isinstance(piece, bytes) else self._of(piece.it))
        found = whole.digest()
        if _is_frozen(value) and self._generators == before:
            self._known[id(value)] = value, found
        return found


@cache
def _versions() -> tuple[str, ...]:
    """Name the versions of what numbers are computed with."""
    return tuple(version(name) for name in ("numpy", "scipy", "pandas", "igraph"))


class _Child:
    """A value within another one, still to be looked at."""

    __slots__ = ("it",)

    def __init__(self, it: Any) -> None:
        self.it = it


_Content = bytes | list["bytes | _Child"]
_Told = tuple[str, _Content]


def _children(values: Iterable[Any]) -> list[bytes | _Child]:
    return [_Child(value) for value in values]


def _is_frozen(value: Any) -> bool:
    parameters = getattr(value, "__dataclass_params__", None)
    return is_dataclass(value) and parameters is not None and bool(parameters.frozen)


def _function(value: Any) -> _Told:
    """Name a function of a module; one made on the spot may hold anything."""
    name = f"{value.__module__}.{value.__qualname__}"
    owner = getattr(value, "__self__", None)
    if "<" in name:
        raise _UnsureError
    bound = [] if owner is None or isinstance(owner, ModuleType) else [owner]
    return "function", [name.encode(), *_children(bound)]


def _array(value: np.ndarray) -> _Told:
    head = f"{value.dtype.str}{value.shape}".encode()
    if value.dtype.hasobject:
        return "objects", [head, *_objects(value.ravel().tolist())]
    return "array", [head, np.ascontiguousarray(value).tobytes()]


def _objects(values: list[Any]) -> list[bytes | _Child]:
    """Look at texts all at once: there may be many."""
    if all(isinstance(value, str) for value in values):
        lengths = np.array([len(value) for value in values], dtype="int64")
        return [lengths.tobytes(), "".join(values).encode("utf-8", "surrogatepass")]
    return _children(values)


def _column(value: Any) -> _Told:
    """Look at the values of a column or an index that numpy has no type for."""
    head = str(value.dtype).encode()
    if isinstance(value.dtype, pd.CategoricalDtype):
        return "categories", [head, *_children([np.asarray(value.codes), value.categories])]
    missing = np.asarray(value.isna())
    if isinstance(value.dtype, pd.StringDtype):
        texts = value.astype("object")
        texts[missing] = ""
        return "texts", [head, missing.tobytes(), *_objects(list(texts))]
    if isinstance(value.dtype, pd.DatetimeTZDtype):
        return "instants", [head, np.asarray(value.asi8).tobytes()]
    plain = getattr(value.dtype, "numpy_dtype", None)
    if plain is None:
        raise _UnsureError
    numbers = value.to_numpy(dtype=plain, na_value=np.zeros(1, dtype=plain)[0])
    return "numbers", [head, missing.tobytes(), *_children([numbers])]


def _values(value: Any) -> Any:
    """Take the values out of a column or an index: an array of numpy, or of pandas."""
    return value.to_numpy() if isinstance(value.dtype, np.dtype) else value.array


def _generator(value: np.random.Generator) -> _Told:
    """Look at the state of random numbers, and of those that would be spawned from them."""
    seed: Any = value.bit_generator.seed_seq
    told = [getattr(seed, name, None) for name in ("entropy", "spawn_key", "n_children_spawned")]
    return "random", _children([value.bit_generator.state, told])


def _matrix(value: Any) -> _Told:
    parts = ("data", "indices", "indptr") if value.format in ("csr", "csc") else None
    if parts is None:
        raise _UnsureError
    return "matrix", _children([value.shape, *(getattr(value, part) for part in parts)])


def _state(value: Any) -> _Told:
    """Look at what an object of ours is made of, but for what was worked out from that."""
    kind = type(value)
    if kind.__module__.split(".")[0] != "netcoop" or not hasattr(value, "__dict__"):
        # Others may have a state that does not show.
        raise _UnsureError
    own = {
        name: item
        for name, item in vars(value).items()
        if not isinstance(getattr(kind, name, None), cached_property)
    }
    return "object", _children([own])


def _dataclass(value: Any) -> _Told:
    return "record", _children((f.name, getattr(value, f.name)) for f in fields(value))


class _Dataclass(type):
    """Lets ``isinstance`` ask whether something is a dataclass."""

    def __instancecheck__(cls, value: object) -> bool:
        return is_dataclass(value) and not isinstance(value, type)


class _AnyDataclass(metaclass=_Dataclass):
    """Stands for all dataclasses."""


# What is looked at, and how; the first that fits.
_WAYS: tuple[tuple[Any, Callable[[Any], _Told]], ...] = (
    ((type(None), bool, int, type(pd.NA), type(pd.NaT)), lambda it: ("plain", repr(it).encode())),
    (np.generic, lambda it: ("number", it.dtype.str.encode() + it.tobytes())),
    (float, lambda it: ("float", it.hex().encode())),
    (str, lambda it: ("text", it.encode("utf-8", "surrogatepass"))),
    (bytes, lambda it: ("bytes", it)),
    ((date, timedelta, range, slice), lambda it: ("repr", repr(it).encode())),
    (_AnyDataclass, _dataclass),
    ((tuple, list), lambda it: ("list", _children(it))),
    (Mapping, lambda it: ("pairs", _children(it.items()))),
    ((set, frozenset), lambda it: ("set", _children(sorted(it, key=repr)))),
    (np.ndarray, _array),
    (np.random.Generator, _generator),
    (pd.DataFrame, lambda it: ("frame", _children([it.columns, it.index, *_columns(it)]))),
    (pd.MultiIndex, lambda it: ("levels", _children([it.names, *it.levels, *it.codes]))),
    ((pd.Series, pd.Index), lambda it: ("column", _children(_named(it)))),
    (pd.api.extensions.ExtensionArray, _column),
    ((sparse.sparray, sparse.spmatrix), _matrix),
    (partial, lambda it: ("partial", _children([it.func, it.args, it.keywords]))),
    ((type, FunctionType, MethodType, BuiltinFunctionType), _function),
)


def _columns(frame: pd.DataFrame) -> list[Any]:
    return [_values(frame.iloc[:, place]) for place in range(frame.shape[1])]


def _named(value: Any) -> list[Any]:
    index = [value.index] if isinstance(value, pd.Series) else []
    return [value.name, _values(value), *index]
