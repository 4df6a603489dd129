"""The network beside chance, against published and worked-out numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import netcoop as nc
from netcoop.errors import ArgumentError, RecordError
from tests.ties.test_backbones import all_tables
from tests.ties.test_nullmodels import table_with
from tests.ties.test_projection import southern_women


def test_southern_women_mix_as_chance_would() -> None:
    """Transitivity .9284; under fixed margins .932 ± .016: no clustering of its own."""
    records = nc.Records(meetings=southern_women())
    row = nc.null_test(records, ["transitivity"], draws=300, rng=1).loc["transitivity"]
    assert row["observed"] == pytest.approx(0.9284, abs=5e-5)
    assert row["expected"] == pytest.approx(0.9322, abs=4 * 0.0157 / 300**0.5)
    assert row["sd"] == pytest.approx(0.0157, rel=0.2)
    assert row["p_value"] > 0.3


def test_the_same_partners_again_are_fewer_than_chance_gives() -> None:
    seats = [(i, m) for i in range(4) for m in range(6)]
    rows = [(f"a{group}{i}", f"m{group}{m}") for group in range(4) for i, m in seats]
    records = nc.Records(meetings=pd.DataFrame(rows, columns=["actor", "meeting_id"]))
    row = nc.null_test(records, ["mean_degree"], draws=99, rng=1).loc["mean_degree"]
    assert row["observed"] == 3
    assert row["expected"] > 10
    assert row["p_value"] == pytest.approx(2 / 100)


def test_a_seed_gives_the_same_numbers() -> None:
    records = nc.Records(meetings=southern_women())
    one, two = (nc.null_test(records, draws=9, rng=5) for _ in range(2))
    pd.testing.assert_frame_equal(one, two)


def test_what_cannot_vary_is_not_called_significant() -> None:
    sheet = pd.DataFrame({"actor": list("ABC"), "meeting_id": "1"})
    row = nc.null_test(nc.Records(meetings=sheet), ["mean_degree"], draws=19, rng=1).iloc[0]
    assert row["p_value"] == 1
    assert pd.isna(row["z"])


def test_undefined_stays_undefined() -> None:
    sheet = pd.DataFrame({"actor": ["A", "B"], "meeting_id": ["1", "2"]})
    row = nc.null_test(nc.Records(meetings=sheet), ["transitivity"], draws=5, rng=1).iloc[0]
    assert pd.isna(row["observed"])
    assert pd.isna(row["p_value"])


def test_faults() -> None:
    with pytest.raises(RecordError, match="needs meetings"):
        nc.null_test(nc.Records(referrals=pd.DataFrame({"source": ["A"], "target": ["B"]})))
    with pytest.raises(ArgumentError, match="draws=0"):
        nc.null_test(nc.Records(meetings=southern_women()), draws=0)
    with pytest.raises(ArgumentError, match="Did you mean 'density'"):
        nc.null_test(nc.Records(meetings=southern_women()), ["densty"])


def test_chance_is_the_mean_over_all_tables_there_are() -> None:
    actors, meetings = (2, 2, 1, 1), (3, 2, 1)
    tables = all_tables(actors, meetings)
    joint = tables @ tables.transpose(0, 2, 1)
    degree = 2 * (joint[:, *np.triu_indices(4, 1)] > 0).sum(axis=1) / 4
    records = nc.Records(meetings=table_with(actors, meetings))
    row = nc.null_test(records, ["mean_degree"], draws=300, rng=1).loc["mean_degree"]
    assert row["expected"] == pytest.approx(degree.mean(), abs=4 * degree.std() / 300**0.5)
    assert row["sd"] == pytest.approx(degree.std(), rel=0.2)
    assert row["n_draws"] == 300
