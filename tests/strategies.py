"""Networks of any kind, for hypothesis."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import strategies as st

import netcoop as nc

letters = st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff")
ids = st.text(letters, min_size=1, max_size=8).filter(lambda name: bool(name.strip()))
words = st.text(letters, max_size=8)
column_names = st.text(letters, min_size=1, max_size=6).filter(
    lambda name: name not in {"actor_id", "source", "target", "weight", "kind", "directed"}
)
weights = st.floats(1e-6, 1e6)


@st.composite
def columns(draw: st.DrawFn, length: int) -> pd.Series:
    """A column of one of the types a table can have, with gaps where the type allows them."""
    kind = draw(
        st.sampled_from(
            ["str", "float64", "int64", "bool", "Int64", "boolean", "category", "datetime64[ns]"]
        )
    )
    values = {
        "str": st.none() | words,
        "float64": st.floats(allow_nan=True, allow_infinity=False),
        "int64": st.integers(-(2**40), 2**40),
        "bool": st.booleans(),
        "Int64": st.none() | st.integers(-(2**40), 2**40),
        "boolean": st.none() | st.booleans(),
        "category": st.none() | words,
        "datetime64[ns]": st.none()
        | st.datetimes(pd.Timestamp("1900-01-01"), pd.Timestamp("2100-01-01")),
    }[kind]
    drawn = draw(st.lists(values, min_size=length, max_size=length))
    if kind == "category":
        return pd.Series(pd.Categorical(pd.Series(drawn, dtype="str")))
    return pd.Series(drawn, dtype=kind)


@st.composite
def networks(draw: st.DrawFn) -> nc.Network:
    """Actors with any ids and columns, ties of several kinds, with attendance or without."""
    names = draw(st.lists(ids, max_size=8, unique=True))
    actors = pd.DataFrame(index=pd.Index(names, name="actor_id", dtype="str"))
    for name in draw(st.lists(column_names, max_size=3, unique=True)):
        actors[name] = draw(columns(len(names))).array
    directed = draw(st.booleans())
    kinds = draw(st.lists(words.filter(bool), min_size=1, max_size=2, unique=True))
    pairs = [
        (a, b, kind)
        for a in names
        for b in names
        for kind in kinds
        if a != b and (directed or a < b)
    ]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=12)) if pairs else []
    ties = pd.DataFrame(chosen, columns=["source", "target", "kind"], dtype="str")
    ties["weight"] = np.array(
        draw(st.lists(weights, min_size=len(ties), max_size=len(ties))), dtype="float64"
    )
    for name in draw(st.lists(column_names, max_size=2, unique=True)):
        ties[name] = draw(columns(len(ties))).array
    if not directed and draw(st.booleans()):
        ties["directed"] = draw(st.lists(st.booleans(), min_size=len(ties), max_size=len(ties)))
    seats = None
    if names and draw(st.booleans()):
        rows = draw(st.lists(st.tuples(st.sampled_from(names), words), max_size=6))
        seats = pd.DataFrame(rows, columns=["actor", "meeting_id"], dtype="str")
    settings = draw(
        st.dictionaries(words, st.none() | st.integers(-(2**40), 2**40) | words, max_size=2)
    )
    settings = {key: value for key, value in settings.items() if key not in {"roster", "weighting"}}
    return nc.Network(actors, ties, directed=directed, affiliations=seats, settings=settings)
