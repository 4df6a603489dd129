"""The pairs that stand out, against published numbers, enumeration and closed forms."""

from __future__ import annotations

import warnings
from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

import netcoop as nc
from netcoop.errors import ArgumentError, NetcoopWarning
from netcoop.ties.attendance import Attendance
from netcoop.ties.backbones import backbone
from netcoop.ties.chances import chances
from netcoop.ties.poisson_binomial import at_least
from tests.ties.test_nullmodels import table_with
from tests.ties.test_projection import attendance, southern_women

# Fixed margins, 100,000 draws; probabilities rounded as published, then those of the model whose
# margins hold on average only.
PUBLISHED = {
    ("Katherina Rogers", "Sylvia Avondale"): (6, 3.44, 0.0078, 0.0935),
    ("Evelyn Jefferson", "Theresa Anderson"): (7, 4.91, 0.033, 0.1867),
    ("Flora Price", "Olivia Carleton"): (2, 0.488, 0.035, 0.0884),
    ("Brenda Rogers", "Laura Mandeville"): (6, 3.92, 0.038, 0.1709),
    ("Katherina Rogers", "Myra Liddel"): (4, 2.17, 0.047, 0.1579),
}


def by_pair(found: pd.DataFrame) -> pd.DataFrame:
    return found.set_index(["source", "target"])


def quietly(affiliations: object, **choices: object) -> pd.DataFrame:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NetcoopWarning)
        return backbone(affiliations, **choices)


def test_five_pairs_of_southern_women_stand_out() -> None:
    draws = 100_000
    found = by_pair(backbone(southern_women(), draws=draws, rng=1))
    assert len(found) == 139  # of 153 pairs
    assert found["weight"].sum() / 153 == pytest.approx(2.104575, abs=5e-7)
    assert set(found.index[found["keep"]]) == set(PUBLISHED)
    for pair, (weight, expected, p_value, _) in PUBLISHED.items():
        assert found["weight"][pair] == weight
        assert found["expected"][pair] == pytest.approx(expected, abs=0.02)
        # Published with as many draws at best, so both numbers are off by chance.
        slack = 4 * (2 * p_value * (1 - p_value) / draws) ** 0.5 + 0.0005
        assert found["p_value"][pair] == pytest.approx(p_value, abs=slack)
    assert found["p_value"][~found["keep"]].min() == pytest.approx(0.089, abs=0.005)


def test_no_pair_of_southern_women_stands_out_among_so_many() -> None:
    with pytest.warns(NetcoopWarning, match="With 14 meetings no pair can be singled out"):
        found = backbone(southern_women(), adjust="BH", draws=5000, rng=1)
    assert not found["keep"].any()


def test_no_pair_of_southern_women_stands_out_where_margins_hold_on_average() -> None:
    with pytest.warns(NetcoopWarning, match=r"smallest p_value 0\.0884"):
        found = by_pair(backbone(southern_women(), method="sdsm"))
    assert not found["keep"].any()
    for pair, (*_, p_value) in PUBLISHED.items():
        assert found["p_value"][pair] == pytest.approx(p_value, abs=5e-5)


def all_tables(actors: tuple[int, ...], meetings: tuple[int, ...]) -> np.ndarray:
    days = range(len(meetings))
    rows = [[np.isin(days, chosen) for chosen in combinations(days, k)] for k in actors]
    tables = np.array([np.array(choice) for choice in product(*rows)], dtype="int64")
    return tables[(tables.sum(axis=1) == meetings).all(axis=1)]


@pytest.mark.parametrize(
    ("actors", "meetings", "number"),
    [
        ((2, 2, 1, 1), (3, 2, 1), 8),
        ((2, 2, 2, 2), (2, 2, 2, 2), 90),
        ((3, 2, 2, 1), (4, 2, 1, 1), 0),
    ],
)
def test_draws_agree_with_all_tables_there_are(
    actors: tuple[int, ...], meetings: tuple[int, ...], number: int
) -> None:
    tables = all_tables(actors, meetings)
    assert len(tables) == number or not number
    frame = table_with(actors, meetings)
    joint = tables @ tables.transpose(0, 2, 1)
    draws = 20_000
    for pair in quietly(frame, draws=draws, rng=1).itertuples():
        met = joint[:, int(pair.source[1:]), int(pair.target[1:])]
        chance = (met >= pair.weight).mean()
        slack = 4 * (chance * (1 - chance) / draws) ** 0.5 + 1 / draws
        assert pair.p_value == pytest.approx(chance, abs=slack)
        assert pair.expected == pytest.approx(met.mean(), abs=4 * met.std() / draws**0.5 + 1e-12)


def test_no_p_value_is_zero() -> None:
    came = {"A": range(20), "B": range(20)} | {f"o{n}": [20 + n, 21 + n] for n in range(20)}
    frame = pd.DataFrame([(a, m) for a, days in came.items() for m in days])
    found = backbone(frame.set_axis(["actor", "meeting_id"], axis=1), draws=99, rng=1)
    assert found["p_value"].min() == 1 / 100
    assert by_pair(found)["p_value"]["A", "B"] == 1 / 100


@given(
    chance=st.lists(st.floats(0, 1), min_size=1, max_size=9),
    number=st.integers(0, 9),
)
def test_poisson_binomial_is_that_of_all_outcomes(chance: list[float], number: int) -> None:
    number = min(number, len(chance))
    outcomes = np.array(list(product([0, 1], repeat=len(chance))))
    p = np.array(chance)
    probability = np.where(outcomes == 1, p, 1 - p).prod(axis=1)
    exact = probability[outcomes.sum(axis=1) >= number].sum()
    ours = at_least(p[None, :], np.ones(len(p), dtype=int), np.array([number]))
    assert ours[0] == pytest.approx(exact, rel=1e-12, abs=1e-300)


def test_poisson_binomial_with_one_chance_is_binomial_far_into_the_tail() -> None:
    number = np.arange(61)
    ours = at_least(np.full((61, 1), 0.03), np.array([60]), number)
    assert ours == pytest.approx(stats.binom.sf(number - 1, 60, 0.03), rel=1e-9)
    assert ours[-1] == pytest.approx(0.03**60, rel=1e-12)


def test_poisson_binomial_is_that_of_scipy() -> None:
    p = np.random.default_rng(1).random(40)
    number = np.arange(41)
    ours = at_least(np.tile(p, (41, 1)), np.ones(40, dtype=int), number)
    assert ours == pytest.approx(stats.poisson_binom.sf(number - 1, p), rel=1e-9, abs=1e-14)


@given(frame=attendance)
def test_chances_keep_the_margins(frame: pd.DataFrame) -> None:
    seats = Attendance.of(frame)
    likely = chances(seats)
    assert ((likely.chance >= 0) & (likely.chance <= 1)).all()
    came = (likely.chance @ likely.meetings)[likely.of_actor]
    assert came == pytest.approx(np.bincount(seats.actor), abs=1e-8)
    size, meetings = np.unique(-seats.size, return_counts=True)
    assert meetings.tolist() == likely.meetings.tolist()
    actors = np.bincount(likely.of_actor, minlength=len(likely.chance))
    assert actors @ likely.chance == pytest.approx(-size, abs=1e-8)


def test_chances_of_a_large_table_keep_the_margins() -> None:
    rng = np.random.default_rng(1)
    draw = pd.DataFrame(
        {"actor": rng.zipf(1.5, 40_000) % 3000, "meeting_id": rng.integers(0, 5000, 40_000) // 3}
    )
    seats = Attendance.of(draw)
    likely = chances(seats)
    came = (likely.chance @ likely.meetings)[likely.of_actor]
    assert came == pytest.approx(np.bincount(seats.actor), abs=1e-8)


def chances_of(frame: pd.DataFrame) -> pd.DataFrame:
    seats = Attendance.of(frame)
    likely = chances(seats)
    _, of_meeting = np.unique(-seats.size, return_inverse=True)
    table = likely.chance[likely.of_actor][:, of_meeting]
    return pd.DataFrame(table, index=seats.actors, columns=seats.meetings)


def test_where_all_are_alike_chances_are_shares() -> None:
    likely = chances_of(table_with((2, 2, 2, 2), (2, 2, 2, 2)))
    assert likely.to_numpy() == pytest.approx(0.5, abs=1e-12)


def test_who_came_to_everything_surely_comes() -> None:
    sheet = {"A": "123456", "B": "12345", "C": "1264", "D": "135", "E": "1"}
    rows = [(actor, meeting) for actor, days in sheet.items() for meeting in days]
    likely = chances_of(pd.DataFrame(rows, columns=["actor", "meeting_id"]))
    assert (likely.loc["A"] == 1).all()
    assert (likely["1"] == 1).all()
    assert (likely.loc["E", list("23456")] == 0).all()
    assert 0 < likely.loc["C", "3"] < 1


def test_where_only_one_table_is_possible_chances_are_that_table() -> None:
    sheet = {"A": "1234", "B": "123", "C": "12", "D": "1"}
    rows = [(actor, meeting) for actor, days in sheet.items() for meeting in days]
    frame = pd.DataFrame(rows, columns=["actor", "meeting_id"])
    likely = chances_of(frame)
    assert likely.to_numpy().tolist() == [[1, 1, 1, 1], [1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 0]]
    assert (quietly(frame, method="sdsm")["p_value"] == 1).all()


def test_what_is_certain_without_anyone_coming_to_everything() -> None:
    """Three of four meetings each: two at the large ones, one each at the small ones."""
    likely = chances_of(table_with((3, 3, 1, 1), (3, 3, 1, 1)))
    table = [[1, 1, 0.5, 0.5], [1, 1, 0.5, 0.5], [0.5, 0.5, 0, 0], [0.5, 0.5, 0, 0]]
    assert likely.to_numpy() == pytest.approx(np.array(table), abs=1e-12)


def test_exact_probabilities_are_those_of_the_chances() -> None:
    frame = table_with((4, 3, 2, 2, 1), (4, 3, 2, 2, 1))
    likely = chances_of(frame)
    for pair in quietly(frame, method="sdsm").itertuples():
        both = (likely.loc[pair.source] * likely.loc[pair.target]).to_numpy()
        assert pair.expected == pytest.approx(both.sum(), rel=1e-9)
        exact = stats.poisson_binom.sf(pair.weight - 1, both)
        assert pair.p_value == pytest.approx(exact, rel=1e-9)


@pytest.mark.parametrize("method", ["fdsm", "sdsm"])
@given(frame=attendance)
def test_weight_is_the_number_of_joint_meetings(method: str, frame: pd.DataFrame) -> None:
    came = frame.groupby("actor")["meeting_id"].agg(set)
    joint = {(a, b): len(came[a] & came[b]) for a, b in combinations(sorted(came.index), 2)}
    found = quietly(frame, method=method, draws=2, rng=1)
    assert by_pair(found)["weight"].to_dict() == {pair: n for pair, n in joint.items() if n}
    assert found["p_value"].between(0, 1, inclusive="right").all()
    assert (found["expected"] > 0).all() or method == "fdsm"


@given(frame=attendance, seed=st.integers(0, 99))
def test_order_and_repetition_of_rows_do_not_matter(frame: pd.DataFrame, seed: int) -> None:
    mixed = pd.concat([frame, frame]).sample(frac=1, random_state=seed)
    one, two = (quietly(rows, method="sdsm") for rows in (frame, mixed))
    pd.testing.assert_frame_equal(one, two)


def test_adjusting_is_that_of_benjamini_and_hochberg() -> None:
    found = quietly(southern_women(), method="sdsm", adjust="BH", alpha=0.9)
    ordered = found.sort_values("p_value", kind="stable")
    factor = len(found) / np.arange(1, len(found) + 1)
    by_hand = np.minimum.accumulate((ordered["p_value"] * factor).to_numpy()[::-1])[::-1]
    assert ordered["p_adj"].to_numpy() == pytest.approx(np.minimum(by_hand, 1), rel=1e-12)
    assert (found["keep"] == (found["p_adj"] < 0.9)).all()
    assert quietly(southern_women(), method="sdsm")["p_adj"].isna().all()


def test_a_network_of_meetings_is_as_good_as_its_table() -> None:
    net = nc.build_network(nc.Records(meetings=southern_women()))
    names = net.actors["name"]
    from_network = quietly(net, method="sdsm")
    from_table = quietly(southern_women(), method="sdsm")
    assert sorted(names[from_network["source"]]) == sorted(from_table["source"])
    assert sorted(from_network["p_value"]) == pytest.approx(sorted(from_table["p_value"]))


def test_it_says_when_draws_are_too_few() -> None:
    women = southern_women()
    with pytest.warns(NetcoopWarning, match=r"one of 139 pairs .* draws=2781 or more"):
        backbone(women, adjust="BH", draws=500, rng=1)
    with pytest.warns(NetcoopWarning, match=r"cannot fall below 0\.1, .* Use draws=2\d "):
        backbone(women, draws=9, rng=1)


def test_nobody_who_met_is_no_pair() -> None:
    for method in ("fdsm", "sdsm"):
        alone = pd.DataFrame({"actor": ["A", "B"], "meeting_id": ["1", "2"]})
        for frame in (alone, alone.head(0)):
            found = backbone(frame, method=method, adjust="BH", draws=3, rng=1)
            assert found.empty
            assert list(found) == [
                "source", "target", "weight", "expected", "p_value", "p_adj", "keep"
            ]  # fmt: skip


WHEEL = pd.DataFrame(
    {
        "source": ["A", "A", "A", "A", "B"],
        "target": ["B", "C", "D", "E", "C"],
        "weight": [50.0, 1.0, 2.0, 3.0, 1.0],
    }
)


def integral(share: float, ties: int) -> float:
    """The definition of Serrano, Boguñá and Vespignani (2009), before it is solved."""
    return 1 - (ties - 1) * integrate.quad(lambda x: (1 - x) ** (ties - 2), 0, share)[0]


def test_disparity_is_that_of_serrano_boguna_and_vespignani() -> None:
    found = by_pair(backbone(nc.Network("ABCDE", WHEEL), method="disparity"))
    # A: 4 ties, strength 56. B: 2 ties, strength 51. C: 2 ties, strength 2. D, E: 1 tie.
    expected = {
        ("A", "B"): (min(integral(50 / 56, 4), integral(50 / 51, 2)), 56 / 4),
        ("A", "C"): (min(integral(1 / 56, 4), integral(1 / 2, 2)), 2 / 2),
        ("A", "D"): (integral(2 / 56, 4), 56 / 4),
        ("A", "E"): (integral(3 / 56, 4), 56 / 4),
        ("B", "C"): (min(integral(1 / 51, 2), integral(1 / 2, 2)), 2 / 2),
    }
    assert found["p_value"].to_dict() == pytest.approx({k: p for k, (p, _) in expected.items()})
    assert found["expected"].to_dict() == pytest.approx({k: m for k, (_, m) in expected.items()})
    assert found.index[found["keep"]].tolist() == [("A", "B")]


def test_disparity_of_arcs_asks_who_sends_and_who_receives() -> None:
    arcs = pd.DataFrame(
        {"source": list("AABBC"), "target": list("BCACA"), "weight": [8.0, 2.0, 1.0, 3.0, 9.0]}
    )
    found = by_pair(quietly(nc.Network("ABC", arcs, directed=True), method="disparity"))
    # Two ties at an end: p = 1 − share. B receives one tie only: no evidence at that end.
    expected = {
        ("A", "B"): 1 - 8 / 10,
        ("A", "C"): 1 - 2 / 5,
        ("B", "A"): 1 - 1 / 4,
        ("B", "C"): 1 - 3 / 4,
        ("C", "A"): 1 - 9 / 10,
    }
    expected["A", "C"] = min(1 - 2 / 10, 1 - 2 / 5)
    expected["B", "A"] = min(1 - 1 / 4, 1 - 1 / 10)
    expected["B", "C"] = min(1 - 3 / 4, 1 - 3 / 5)
    assert found["p_value"].to_dict() == pytest.approx(expected)


def test_a_single_tie_is_no_evidence() -> None:
    pair = nc.Network("AB", pd.DataFrame({"source": ["A"], "target": ["B"], "weight": [99.0]}))
    with pytest.warns(NetcoopWarning, match="1 tie, and it does not stand out"):
        found = backbone(pair, method="disparity")
    assert found["p_value"].tolist() == [1]
    assert found["expected"].tolist() == [99]


@given(scale=st.sampled_from([1e-6, 3.0, 1e9]))
def test_disparity_does_not_depend_on_the_unit_of_weight(scale: float) -> None:
    scaled = WHEEL.assign(weight=WHEEL["weight"] * scale)
    one, two = (
        backbone(nc.Network("ABCDE", ties), method="disparity")["p_value"]
        for ties in (WHEEL, scaled)
    )
    assert one.tolist() == pytest.approx(two.tolist(), rel=1e-9)


def test_faults() -> None:
    women = southern_women()
    net = nc.Network("ABCDE", WHEEL)
    with pytest.raises(ArgumentError, match="Did you mean 'disparity'"):
        backbone(women, method="disparty")
    with pytest.raises(ArgumentError, match="adjust='holm' is not known"):
        backbone(women, adjust="holm")
    with pytest.raises(ArgumentError, match="alpha=5 must be between 0 and 1"):
        backbone(women, alpha=5)
    with pytest.raises(ArgumentError, match="draws=0 must be 1 or more"):
        backbone(women, draws=0)
    with pytest.raises(ArgumentError, match="'disparity' takes a network"):
        backbone(women, method="disparity")
    with pytest.raises(ArgumentError, match="no attendance to compare with chance"):
        backbone(net)
    with pytest.raises(ArgumentError, match="no attendance to compare with chance"):
        backbone("women")
    with pytest.raises(ArgumentError, match="no column meeting_id"):
        backbone(women.rename(columns={"meeting_id": "event"}))


def test_meetings_set_apart_are_no_evidence_for_pairs() -> None:
    hall = pd.DataFrame({"actor": [f"a{i}" for i in range(9)], "meeting_id": "hall"})
    table = pd.DataFrame({"actor": ["a0", "a1"] * 3, "meeting_id": list("112233")})
    net = nc.build_network(
        nc.Records(meetings=pd.concat([hall, table])), weighting=nc.Weighting(max_size=5)
    )
    with pytest.warns(NetcoopWarning, match="no pair can be singled out"):
        found = backbone(net, draws=99, rng=1)
    assert found[["source", "target", "weight"]].to_numpy().tolist() == [["a0", "a1", 3]]


def test_the_order_of_categories_is_not_the_alphabet() -> None:
    sheet = pd.DataFrame({"actor": ["a0", "a1"] * 3, "meeting_id": list("112233")})
    turned = sheet.assign(actor=pd.Categorical(sheet["actor"], categories=["a1", "a0"]))
    with pytest.warns(NetcoopWarning):
        found = backbone(turned, draws=99, rng=1)
    assert found[["source", "target"]].to_numpy().tolist() == [["a0", "a1"]]
