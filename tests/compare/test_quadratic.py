"""qap and mrqap against published numbers, plain least squares, and every order of the actors."""

from __future__ import annotations

from itertools import permutations, product
from math import factorial

import joblib
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import netcoop as nc
from netcoop.compare.partialling import Design, Fit
from netcoop.compare.quadratic import mrqap, qap
from netcoop.compare.quadratic_result import REASONS
from netcoop.compare.relabeling import Orders
from netcoop.errors import ArgumentError

BUSINESS = {
    "Barbadori": "Castellani Ginori Medici Peruzzi",
    "Bischeri": "Guadagni Lamberteschi Peruzzi",
    "Castellani": "Lamberteschi Peruzzi",
    "Ginori": "Medici",
    "Guadagni": "Lamberteschi",
    "Lamberteschi": "Peruzzi",
    "Medici": "Pazzi Salviati Tornabuoni",
}
WEALTH = {
    "Acciaiuoli": 10, "Albizzi": 36, "Barbadori": 55, "Bischeri": 44, "Castellani": 20,
    "Ginori": 32, "Guadagni": 8, "Lamberteschi": 42, "Medici": 103, "Pazzi": 48, "Peruzzi": 49,
    "Pucci": 3, "Ridolfi": 27, "Salviati": 10, "Strozzi": 146, "Tornabuoni": 48,
}  # fmt: skip
BANNED = ("proved", "caused", "fault", "fail")


def network(ties: list[tuple[str, str]], actors: object = None) -> nc.Network:
    frame = pd.DataFrame(ties, columns=["source", "target"], dtype="str")
    return nc.Network(list(WEALTH) if actors is None else actors, frame)


def marriage() -> nc.Network:
    return network(list(nx.florentine_families_graph().edges))


def business() -> nc.Network:
    return network([(a, b) for a, others in BUSINESS.items() for b in others.split()])


def wealth() -> pd.DataFrame:
    values = pd.Series(WEALTH, dtype="float64")
    apart = np.abs(values.to_numpy()[:, None] - values.to_numpy()) / 100
    return pd.DataFrame(apart, values.index, values.index)


def matrix(net: nc.Network) -> pd.DataFrame:
    ids = net.actors.index
    return pd.DataFrame(net.adjacency.toarray(), ids, ids)


def square(
    n: int, seed: int, *, directed: bool = False, missing: float = 0.0, binary: bool = False
) -> pd.DataFrame:
    """Random cells; some pairs may be missing."""
    random = np.random.default_rng(seed)
    cells = random.integers(0, 2, (n, n)).astype(float) if binary else random.normal(size=(n, n))
    cells[random.random((n, n)) < missing] = np.nan
    if not directed:
        cells = np.triu(cells, 1) + np.triu(cells, 1).T
    names = list("ABCDEFGHIJKLMNOP"[:n])
    return pd.DataFrame(cells, names, names)


def vectors(*frames: pd.DataFrame, directed: bool = False) -> list[np.ndarray]:
    """The cells above the diagonal, or off it."""
    n = len(frames[0])
    where = ~np.eye(n, dtype=bool) if directed else np.triu(np.ones((n, n), dtype=bool), 1)
    return [frame.to_numpy()[where] for frame in frames]


def plain_t(y: np.ndarray, xs: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray, float]:
    """Coefficients, t and R² by the textbook; the constant is last."""
    known = ~np.isnan(np.column_stack([y, *xs])).any(axis=1)
    x = np.column_stack([*xs, np.ones(len(y))])[known]
    y = y[known]
    b = np.linalg.lstsq(x, y, rcond=None)[0]
    left = y - x @ b
    error = left @ left / (len(y) - x.shape[1])
    t = b / np.sqrt(error * np.diag(np.linalg.inv(x.T @ x)))
    return b, t, 1 - left @ left / ((y - y.mean()) @ (y - y.mean()))


def plain_correlation(a: np.ndarray, b: np.ndarray) -> float:
    known = ~np.isnan(a) & ~np.isnan(b)
    return float(np.corrcoef(a[known], b[known])[0, 1])


# -- published numbers ---------------------------------------------------------------------------


def test_florentine_correlation() -> None:
    """R = .371868; p(≥) = .00069 and spread .0924 by 200,000 orders."""
    draws = 60_000
    found = qap(marriage(), business(), draws=draws, rng=1)
    assert found.estimate == pytest.approx(0.371868, abs=5e-7)
    row = found.to_frame().iloc[0]
    assert row["n_pairs"] == 120
    assert row["p_greater"] == pytest.approx(0.00069, abs=4 * (0.00069 / draws) ** 0.5)
    assert row["sd"] == pytest.approx(0.0924, rel=0.02)
    assert row["expected"] == pytest.approx(0, abs=4 * 0.0924 / draws**0.5)
    assert row["method"] == "random orders"
    assert row["seed"] == 1


def test_florentine_regression() -> None:
    found = mrqap(business(), {"marriage": marriage(), "wealth": wealth()}, rng=1)
    table = found.to_frame().set_index("predictor")
    b = table["estimate"]
    assert b["(intercept)"] == pytest.approx(0.11222, abs=5e-6)
    assert b["marriage"] == pytest.approx(0.35846, abs=5e-6)
    assert b["wealth"] == pytest.approx(-0.12335, abs=5e-6)
    t = table["statistic"]
    assert t["(intercept)"] == pytest.approx(2.7043, abs=5e-5)
    assert t["marriage"] == pytest.approx(4.6125, abs=5e-5)
    assert t["wealth"] == pytest.approx(-1.5176, abs=5e-5)
    assert found.r_squared == pytest.approx(0.15492, abs=5e-6)
    assert table["p_value"]["marriage"] <= 0.0015  # 1/2000 but for luck; ten times the draws below
    assert table["p_value"]["wealth"] == pytest.approx(0.28, abs=4 * (0.28 * 0.72 / 1999) ** 0.5)
    assert pd.isna(table["p_value"]["(intercept)"])
    assert table["reason"].tolist() == ["", "", "not_tested"]


def test_florentine_marriage_is_rarely_reached() -> None:
    found = mrqap(business(), {"m": marriage(), "w": wealth()}, rng=2, draws=20_000)
    assert found.to_frame()["p_value"][0] <= 0.0005 + 4 * (0.0005 / 20_000) ** 0.5


# -- every order of the actors -------------------------------------------------------------------


@pytest.mark.parametrize("n", [5, 6])
@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("missing", [0.0, 0.2])
def test_correlation_in_every_order(n: int, directed: bool, missing: float) -> None:
    a = square(n, 3, directed=directed, missing=missing)
    b = square(n, 4, directed=directed, missing=missing)
    every = []
    for order in permutations(range(n)):
        moved = b.iloc[list(order), list(order)]
        every.append(plain_correlation(*vectors(a, moved, directed=directed)))
    drawn = np.array(every)
    found = qap(a, b)
    row = found.to_frame().iloc[0]
    assert row["method"] == "all orders"
    assert row["n_draws"] == factorial(n) - 1
    assert row["estimate"] == pytest.approx(drawn[0])
    assert row["expected"] == pytest.approx(drawn.mean())
    assert row["sd"] == pytest.approx(drawn.std())
    assert row["p_greater"] == pytest.approx((drawn >= drawn[0] - 1e-9).mean())
    assert row["p_less"] == pytest.approx((drawn <= drawn[0] + 1e-9).mean())
    assert row["p_value"] == pytest.approx((np.abs(drawn) >= abs(drawn[0]) - 1e-9).mean())


def by_brute_force(
    y: pd.DataFrame, xs: list[pd.DataFrame], which: int, *, directed: bool
) -> np.ndarray:
    """t of one predictor's residuals in every order, by whole regressions."""
    n = len(y)
    others = xs[:which] + xs[which + 1 :]
    target, *columns = vectors(xs[which], *others, directed=directed)
    known = ~np.isnan(np.column_stack([target, *columns])).any(axis=1)
    known &= ~np.isnan(vectors(y, directed=directed)[0])
    design = np.column_stack([*columns, np.ones(len(target))])
    b = np.linalg.lstsq(design[known], target[known], rcond=None)[0]
    fitted = sum((factor * other for factor, other in zip(b, others, strict=False)), 0 * xs[which])
    residual = xs[which] - fitted - b[-1]
    every = []
    for order in permutations(range(n)):
        moved = residual.iloc[list(order), list(order)]
        y_cells, *cells = vectors(y, moved, *others, directed=directed)
        every.append(plain_t(y_cells, cells)[1][0])
    return np.array(every)


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("missing", [0.0, 0.12])
def test_regression_in_every_order(directed: bool, missing: float) -> None:
    options = {"directed": directed, "missing": missing}
    y, one, two = (square(6 - directed, seed, **options) for seed in (1, 2, 4))  # type: ignore[arg-type]
    found = mrqap(y, {"one": one, "two": two}).to_frame()
    for which in (0, 1):
        drawn = by_brute_force(y, [one, two], which, directed=directed)
        row = found.iloc[which]
        assert row["statistic"] == pytest.approx(drawn[0])
        assert row["p_greater"] == pytest.approx((drawn >= drawn[0] - 1e-9).mean())
        assert row["p_less"] == pytest.approx((drawn <= drawn[0] + 1e-9).mean())
        assert row["p_value"] == pytest.approx((np.abs(drawn) >= abs(drawn[0]) - 1e-9).mean())


def test_strata_change_places_within_themselves_only() -> None:
    labels = dict(zip("ABCDEF", "xxxyyy", strict=True))
    a, b = square(6, 5), square(6, 6)
    every = []
    for left, right in product(permutations(range(3)), permutations(range(3, 6))):
        order = [*left, *right]
        every.append(plain_correlation(*vectors(a, b.iloc[order, order])))
    drawn = np.array(every)
    row = qap(a, b, strata=pd.Series(labels)).to_frame().iloc[0]
    assert row["n_draws"] == 35
    assert row["expected"] == pytest.approx(drawn.mean())
    assert row["p_greater"] == pytest.approx((drawn >= drawn[0] - 1e-9).mean())
    far = np.abs(drawn - drawn.mean())
    assert row["p_value"] == pytest.approx((far >= far[0] - 1e-9).mean())
    assert row.drop("sentence").equals(qap(a, b, strata=labels).to_frame().iloc[0].drop("sentence"))


def test_drawn_orders_stay_within_strata_and_are_all_alike_likely() -> None:
    strata = np.array([0, 1, 0, 1, 0, 2, 3, 3, 3, 3])
    orders = Orders(strata, 200, 1)
    assert not orders.exact
    drawn = np.concatenate(list(orders.arrays(orders.parts(10))))
    assert drawn.shape == (200, 10)
    assert (np.sort(drawn, axis=1) == np.arange(10)).all()
    assert (strata[drawn] == strata).all()
    many = Orders(np.zeros(3), 10**6, 1)
    assert many.exact
    assert many.number == 5
    seen = np.concatenate(list(Orders(np.r_[0, 0, 0, 1, 1, 1, 1], 6000, 1).arrays([6000])))
    assert len(np.unique(seen, axis=0)) == 143  # all but the given one: there are no more
    spread = np.bincount(Orders(np.zeros(8), 8000, 1)._drawn(8000)[:, 0], minlength=8)
    assert ((spread - 1000) ** 2 / 1000).sum() < 24.3  # chi² of 7, p = .001


def test_where_strata_differ_in_density_chance_is_not_zero() -> None:
    """Two towns, one with many ties in both networks: within the towns there is nothing."""
    random = np.random.default_rng(1)
    town = np.repeat(["x", "y"], 15)
    rate = np.where(town[:, None] == town, np.where(town == "x", 0.8, 0.2), 0.1)
    names = [f"a{i:02}" for i in range(30)]
    frames = []
    for _ in range(2):
        cells = np.triu(random.random((30, 30)) < rate, 1)
        frames.append(pd.DataFrame((cells | cells.T).astype(float), names, names))
    labels = pd.Series(town, names)
    pooled = qap(*frames, draws=999, rng=1)
    within = qap(*frames, draws=999, rng=1, strata=labels)
    assert pooled.p_value < 0.01
    assert within.p_value > 0.05
    assert within.to_frame()["expected"][0] > 0.2


# -- plain least squares -------------------------------------------------------------------------


@given(st.integers(0, 10**6), st.integers(1, 4), st.booleans(), st.booleans())
def test_coefficients_are_those_of_least_squares(
    seed: int, number: int, directed: bool, holes: bool
) -> None:
    options = {"directed": directed, "missing": 0.1 * holes}
    y, *xs = (square(9, seed + place, **options) for place in range(number + 1))  # type: ignore[arg-type]
    xs[0] = 1e6 + 1e3 * xs[0]  # units must not matter
    b, t, share = plain_t(vectors(y, directed=directed)[0], vectors(*xs, directed=directed))
    found = mrqap(y, {str(place): x for place, x in enumerate(xs)}, draws=1, rng=1)
    table = found.to_frame()
    assert table["estimate"].to_numpy()[:-1] == pytest.approx(b[:-1], rel=1e-6)
    assert table["statistic"].to_numpy()[:-1] == pytest.approx(t[:-1], rel=1e-6)
    assert table["estimate"].iloc[-1] == pytest.approx(b[-1], rel=1e-4, abs=1e-6)
    assert table["statistic"].iloc[-1] == pytest.approx(t[-1], rel=1e-4, abs=1e-4)
    assert found.r_squared == pytest.approx(share, abs=1e-9)


def test_one_predictor_is_the_correlation_again() -> None:
    a, b = square(6, 8), square(6, 9)
    row = mrqap(a, {"b": b}).to_frame().iloc[0]
    again = qap(a, b).to_frame().iloc[0]
    for name in ("p_value", "p_greater", "p_less"):
        assert row[name] == again[name]
    assert row["statistic"] == pytest.approx(
        again["estimate"] * np.sqrt(13 / (1 - again["estimate"] ** 2))
    )


# -- what must not matter ------------------------------------------------------------------------


def test_order_of_actors_and_of_rows_does_not_matter() -> None:
    a, b = square(10, 1), square(10, 2)
    shuffled = b.sample(frac=1, random_state=1).sample(frac=1, axis=1, random_state=2)
    one, two = qap(a, b, draws=99, rng=3), qap(a.iloc[::-1, ::-1], shuffled, draws=99, rng=3)
    assert one.equals(two)
    assert not one.equals(qap(a, b, draws=99, rng=4))
    assert mrqap(a, {"b": b}, draws=99, rng=3).equals(mrqap(a, {"b": shuffled}, draws=99, rng=3))


@settings(max_examples=30)
@given(st.integers(0, 1000), st.floats(0.01, 1e6), st.floats(-1e3, 1e3))
def test_units_do_not_matter(seed: int, factor: float, shift: float) -> None:
    a, b = square(5, seed), square(5, seed + 1)
    one, two = qap(a, b), qap(a, b * factor + shift)
    assert two.estimate == pytest.approx(one.estimate, abs=1e-6)
    assert two.p_value == one.p_value
    assert qap(a, -b).estimate == pytest.approx(-one.estimate)


def test_numbers_do_not_depend_on_the_workers() -> None:
    a, b = square(12, 1, missing=0.1), square(12, 2)
    alone = mrqap(a, {"b": b}, draws=64, rng=1)
    with joblib.parallel_config(backend="threading", n_jobs=2):
        assert mrqap(a, {"b": b}, draws=64, rng=1).equals(alone)
    with joblib.parallel_config(backend="loky", n_jobs=2):
        assert mrqap(a, {"b": b}, draws=64, rng=1).equals(alone)


def test_networks_and_frames_are_the_same() -> None:
    by_network = qap(marriage(), business(), draws=99, rng=1)
    assert by_network.equals(qap(matrix(marriage()), matrix(business()), draws=99, rng=1))


def test_presence_instead_of_weights() -> None:
    ties = pd.DataFrame({"source": list("ABC"), "target": list("BCD"), "weight": [5.0, 1.0, 2.0]})
    net = nc.Network(list("ABCDE"), ties)
    plain = nc.Network(list("ABCDE"), ties.drop(columns="weight"))
    other = square(5, 1)
    assert qap(net, other).estimate != qap(plain, other).estimate
    sparse = square(5, 2, binary=True)
    assert qap(net, sparse * 3, weighted=False).estimate == qap(plain, sparse).estimate


def test_directed_ties_count_both_ways() -> None:
    ties = pd.DataFrame({"source": list("ABC"), "target": list("BCA")})
    arcs = nc.Network("ABCD", ties, directed=True)
    both = nc.Network("ABCD", ties)
    found = qap(arcs, both).to_frame().iloc[0]
    assert found["n_pairs"] == 12
    assert found["estimate"] == pytest.approx(
        plain_correlation(*vectors(matrix(arcs), matrix(both), directed=True))
    )


def test_diagonal_does_not_count() -> None:
    a, b = square(5, 1), square(5, 2)
    before = qap(a, b)
    np.fill_diagonal(cells := a.to_numpy(copy=True), 1e9)
    assert qap(pd.DataFrame(cells, a.index, a.columns), b).equals(before)
    text = a.astype("object")
    text.iloc[0, 0] = "self"
    assert qap(text, b).equals(before)


# -- what cannot be said -------------------------------------------------------------------------


def test_constant_and_collinear_predictors_are_refused_alone() -> None:
    y, one, two, three = (square(8, seed) for seed in range(4))
    same = one * 0 + 3
    found = mrqap(
        y, {"one": one, "same": same, "two": two, "mix": 2 * one - two, "three": three},
        draws=99, rng=1,
    )  # fmt: skip
    table = found.to_frame().set_index("predictor")
    reasons = table["reason"].to_dict()
    assert reasons == {
        "one": "collinear", "same": "constant", "two": "collinear", "mix": "collinear",
        "three": "", "(intercept)": "collinear",
    }  # fmt: skip
    refused = table[table["reason"].ne("")]
    assert refused[["estimate", "statistic", "p_value"]].isna().all(axis=None)
    without = mrqap(y, {"one": one, "two": two, "three": three}, draws=99, rng=1)
    kept = without.to_frame().set_index("predictor").loc["three"]
    assert table.loc["three", "estimate"] == pytest.approx(kept["estimate"])
    assert table.loc["three", "statistic"] == pytest.approx(kept["statistic"])
    assert table.loc["three", "p_value"] == kept["p_value"]
    assert found.r_squared == pytest.approx(without.r_squared)


def test_complementary_predictors_take_the_intercept_along() -> None:
    y, one, other = square(8, 1), square(8, 2, binary=True), square(8, 3)
    reasons = mrqap(y, {"yes": one, "no": 1 - one, "other": other}, draws=9, rng=1).to_frame()
    assert reasons["reason"].tolist() == ["collinear", "collinear", "", "collinear"]
    zero = mrqap(y, {"zero": one * 0, "other": other}, draws=9, rng=1).to_frame()
    assert zero["reason"].tolist() == ["constant", "", "not_tested"]


def test_nearly_collinear_predictors_are_still_told_apart() -> None:
    y, one, noise = square(8, 1), square(8, 2), square(8, 3)
    table = mrqap(y, {"one": one, "near": one + 1e-4 * noise}, draws=9, rng=1).to_frame()
    assert (table["reason"][:2] == "").all()
    b = plain_t(vectors(y)[0], vectors(one, one + 1e-4 * noise))[0]
    assert table["estimate"].to_numpy() == pytest.approx(b, rel=1e-5)


def test_a_constant_network_correlates_with_nothing() -> None:
    empty = network([])
    for pair in ((empty, marriage()), (marriage(), empty), (empty, empty)):
        found = qap(*pair, draws=9)
        assert np.isnan(found.estimate)
        assert np.isnan(found.p_value)
        assert found.to_frame()["reason"][0] == "constant"
        assert "cannot be compared" in found.sentence("en")
    found = mrqap(empty, {"marriage": marriage()}, draws=9)
    assert set(found.to_frame()["reason"]) == {"outcome_constant"}
    assert np.isnan(found.r_squared)


def test_a_perfect_fit_is_no_nonsense() -> None:
    path = network(list(zip("ABCDE", "BCDEF", strict=True)), list("ABCDEF"))
    found = mrqap(path, {"same": path}).to_frame().iloc[0]
    assert found["estimate"] == pytest.approx(1)
    assert found["statistic"] == np.inf
    assert found["p_value"] == 2 / 720  # the path as it is and turned round
    other = square(6, 1)
    table = mrqap(path, {"same": path, "other": other}).to_frame().set_index("predictor")
    assert table.loc["other", "reason"] == "fully_explained"
    assert pd.isna(table.loc["other", "p_value"])
    assert table.loc["same", "p_value"] <= 2 / 720 + 1e-12


def test_few_pairs() -> None:
    for names in ("", "A", "AB"):
        empty = nc.Network(list(names), pd.DataFrame({"source": [], "target": []}, dtype="str"))
        assert qap(empty, empty).to_frame()["reason"][0] == "too_few_pairs"
        assert mrqap(empty, {"x": empty}).to_frame()["reason"].tolist() == ["too_few_pairs"] * 2
    a, b = square(3, 1), square(3, 2)
    assert qap(a, b).to_frame()["n_draws"][0] == 5
    a.loc["A", "B"] = a.loc["B", "A"] = np.nan
    assert qap(a, b).to_frame()["reason"][0] == "too_few_pairs"


def test_where_nobody_can_change_places() -> None:
    a, b = square(5, 1), square(5, 2)
    alone = {name: name for name in a.index}
    row = qap(a, b, strata=alone).to_frame().iloc[0]
    assert row["estimate"] == pytest.approx(qap(a, b).estimate)
    assert pd.isna(row["p_value"])
    assert row["reason"] == "nothing_to_shuffle"
    table = mrqap(a, {"b": b}, strata=alone).to_frame()
    assert table["reason"].tolist() == ["nothing_to_shuffle", "not_tested"]
    assert "no two actors can change places" in mrqap(a, {"b": b}, strata=alone).sentence("en")


def test_missing_pairs_are_not_absent_ties() -> None:
    a, b = square(6, 1), square(6, 2)
    a.loc["A", "B"] = a.loc["B", "A"] = np.nan
    row = qap(a, b).to_frame().iloc[0]
    assert row["n_pairs"] == 14
    assert row["estimate"] == pytest.approx(plain_correlation(*vectors(a, b)))
    assert row["estimate"] != qap(a.fillna(0), b).estimate
    one_way = square(6, 1)
    one_way.loc["A", "B"] = np.nan
    assert qap(one_way, b).to_frame()["n_pairs"][0] == 29  # every other pair, both ways


@pytest.mark.parametrize("seed", range(3))
def test_undefined_orders_count_against_a_finding(seed: int) -> None:
    """A tie between the only two pairs that are known in both: other orders may have none."""
    a, b = square(4, seed, binary=True, missing=0.3), square(4, seed + 9, binary=True, missing=0.3)
    row = qap(a, b).to_frame().iloc[0]
    every = []
    for order in permutations(range(4)):
        one, other = vectors(a, b.iloc[list(order), list(order)])
        known = ~np.isnan(one) & ~np.isnan(other)
        defined = known.sum() > 2 and np.ptp(one[known]) > 0 and np.ptp(other[known]) > 0
        every.append(plain_correlation(one, other) if defined else np.nan)
    drawn = np.array(every)
    if np.isnan(drawn[0]):
        assert row["reason"] in {"constant", "too_few_pairs"}
    else:
        as_much = (drawn >= drawn[0] - 1e-9) | np.isnan(drawn)
        assert row["p_greater"] == pytest.approx(as_much.mean())


# -- chance --------------------------------------------------------------------------------------


def test_p_values_are_even_where_nothing_goes_together() -> None:
    """Rejections at .05 within four Monte-Carlo errors, with predictors that go together.

    The t-test of the textbook takes pairs that share an actor for independent and rejects more.
    """
    runs = 200
    low = by_textbook = 0
    for seed in range(runs):
        random = np.random.default_rng(seed)
        rows = random.normal(size=(4, 10))  # actors differ, so pairs are not independent
        frames = []
        for row in rows[:3]:
            cells = row[:, None] + row + 0.3 * np.triu(random.normal(size=(10, 10)), 1)
            cells = np.triu(cells, 1) + np.triu(cells, 1).T
            frames.append(pd.DataFrame(cells))
        y, one, two = frames
        found = mrqap(y, {"one": one + two, "two": two}, draws=99, rng=seed)
        row = found.to_frame().iloc[0]
        low += row["p_value"] <= 0.05
        by_textbook += abs(row["statistic"]) > 2.018  # t of 42 degrees of freedom
    most = 0.05 + 4 * (0.05 * 0.95 / runs) ** 0.5
    assert 0 < low / runs <= most < by_textbook / runs


# -- arguments and words -------------------------------------------------------------------------


def test_different_actors_are_named() -> None:
    with pytest.raises(ArgumentError, match=r"Only in a \(1\): Pucci\. Only in b \(0\): –"):
        qap(marriage(), marriage().without("Pucci"))
    with pytest.raises(ArgumentError, match=r"Only in x\['m'\] \(1\): E"):
        mrqap(square(4, 1), {"m": square(5, 1)})
    with pytest.raises(ArgumentError, match=r"a\.index and a\.columns"):
        qap(square(4, 1).rename(columns={"A": "Z"}), square(4, 1))


@pytest.mark.parametrize("draws", [0, -1, 2.5, True, "9", None, float("nan")])
def test_draws(draws: object) -> None:
    for call in (lambda: qap(square(4, 1), square(4, 2), draws=draws),  # type: ignore[arg-type]
                 lambda: mrqap(square(4, 1), {"x": square(4, 2)}, draws=draws)):  # type: ignore[arg-type]  # fmt: skip
        with pytest.raises(ArgumentError, match="draws="):
            call()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (None, "a is a NoneType"),
        (np.eye(4), "a is a ndarray"),
        (pd.DataFrame([[0, np.inf], [1, 0]], list("AB"), list("AB")), "no finite number"),
        (pd.DataFrame([[0, "x"], [1, 0]], list("AB"), list("AB")), r"1 actors \(A\)"),
        (pd.DataFrame([[0, 1], [1, 0]], list("AA"), list("AA")), "more than once"),
        (pd.DataFrame([[0, 1j], [1, 0]], list("AB"), list("AB")), "no finite number"),
    ],
)
def test_odd_networks(given: object, says: str) -> None:
    with pytest.raises(ArgumentError, match=says):
        qap(given, square(4, 1))  # type: ignore[arg-type]


def test_odd_arguments() -> None:
    a, b = square(4, 1), square(4, 2)
    with pytest.raises(ArgumentError, match="weighted='no'"):
        qap(a, b, weighted="no")  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match="rng="):
        qap(a, b, rng="x")  # type: ignore[arg-type]
    for x in ({}, None, b, [b]):
        with pytest.raises(ArgumentError, match="by name"):
            mrqap(a, x)  # type: ignore[arg-type]
    for name in ("", 3, "(intercept)"):
        with pytest.raises(ArgumentError, match="cannot be called"):
            mrqap(a, {name: b})  # type: ignore[dict-item]
    with pytest.raises(ArgumentError, match="takes a label for each actor"):
        qap(a, b, strata="region")  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match=r"no label for 1 of 4 actors \(D\)"):
        qap(a, b, strata={"A": 1, "B": 1, "C": 2, "D": None, "E": 3})
    with pytest.raises(ArgumentError, match="more than once"):
        qap(a, b, strata=pd.Series(1, list("AABCD")))


def test_boolean_and_nullable_cells() -> None:
    a, b = square(5, 1, binary=True), square(5, 2)
    expected = qap(a, b).estimate
    assert qap(a.astype(bool), b).estimate == expected
    assert qap(a.astype("Int64"), b).estimate == expected
    holes = a.astype("boolean")
    holes.loc["A", "B"] = holes.loc["B", "A"] = pd.NA
    assert qap(holes, b).to_frame()["n_pairs"][0] == 9


def test_words() -> None:
    results = [
        qap(marriage(), business(), draws=999, rng=1),
        qap(business(), wealth(), draws=99, rng=1),
        qap(marriage(), -matrix(business()), draws=999, rng=1),
        qap(network([]), wealth(), draws=9, rng=1),
        mrqap(business(), {"marriage": marriage(), "wealth": wealth()}, draws=999, rng=1),
        mrqap(marriage(), {"business": -matrix(business())}, draws=999, rng=1),
        mrqap(marriage(), {"same": wealth() * 0}, draws=9, rng=1),
    ]
    said = [result.sentence("en") for result in results]
    assert said[0].startswith("Pairs that are close in one network are close in the other, too")
    assert "correlation 0.37 over 120 pairs of actors (p = 0.00" in said[0]
    assert "compatible with chance" in said[1]
    assert "less than chance gives: correlation −0.37" in said[2]
    assert said[3] == "The two networks cannot be compared: it is the same for all pairs."
    assert "marriage: with one more of it the outcome is 0.358 higher" in said[4]
    assert "wealth: coefficient −0.123" in said[4]
    assert "they account for 15 %" in said[4]
    assert "lower, the other predictors being equal" in said[5]
    assert "same: no number, it is the same for all pairs." in said[6]
    for result in results:
        for lang in ("en", "cs"):
            words = " ".join([result.sentence(lang), *result.to_frame(lang)["sentence"]])
            assert not any(word in words for word in (*BANNED, "prokázal", "způsobil"))
            assert "{" not in words
        assert set(result.to_frame()["reason"]) <= set(REASONS)
        assert "<table>" in result._repr_html_()
    assert repr(results[0]) == "<QuadraticAssignment: 16 actors, 120 pairs, 999 orders>"
    assert "2 predictors, 16 actors, 120 pairs" in repr(results[4])
    summary = results[4].summary()
    assert summary["marriage_estimate"] == pytest.approx(0.358457, abs=1e-6)
    assert summary["r_squared"] == results[4].r_squared
    assert results[0].summary()["estimate"] == results[0].estimate


def test_names_of_predictors_are_only_names() -> None:
    odd = "<b>{0}{value}</b> %s"
    found = mrqap(square(5, 1), {odd: square(5, 2)})
    assert odd in found.sentence("en")
    assert "<b>" not in found._repr_html_()


def test_settings_and_copies() -> None:
    found = mrqap(square(5, 1), {"x": square(5, 2)}, rng=7)
    assert found.settings["directed"] is False
    assert found.settings["predictors"] == ["x"]
    table = found.to_frame()
    table["estimate"] = 0.0
    assert found.to_frame()["estimate"].ne(0).all()
    assert found.to_frame()["seed"].tolist() == [7, 7]
    assert (
        qap(square(5, 1), square(5, 2), rng=np.random.default_rng(1)).to_frame()["seed"][0] is pd.NA
    )


def test_parts_of_the_work() -> None:
    orders = Orders(np.zeros(30), 100, 1)
    assert sum(orders.parts(10)) == 100
    assert sum(orders.parts(10**7)) == 100
    assert max(orders.parts(10**7)) == 1


def test_the_design_and_the_fit_are_plain() -> None:
    random = np.random.default_rng(1)
    columns = random.normal(size=(20, 3))
    design = Design(columns)
    assert design.basis.T @ design.basis == pytest.approx(np.eye(4))
    assert not design.mixed.any()
    values = random.normal(size=20)
    whole = np.column_stack([columns, np.ones(20)])
    b = np.linalg.lstsq(whole, values, rcond=None)[0]
    assert design.coefficients(values) == pytest.approx(b[:3])
    assert design.residual(values) == pytest.approx(values - whole @ b)
    assert (
        Fit.of((np.arange(2), np.arange(2)), np.eye(2), [np.eye(2)]).reasons[0] == "too_few_pairs"
    )
