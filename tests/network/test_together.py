"""A network and its periods, made ready to leave together."""

from __future__ import annotations

import math
import warnings
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netcoop.errors import ArgumentError, NetcoopWarning, NetworkError
from netcoop.network import Network, build_network, disclose, periods
from netcoop.network.marks import hidden_range
from netcoop.network.together import disclose_together
from netcoop.records import Records
from tests.attack.attack import Seen, narrowed

ACTORS = list("ABCF")
PAIRS = [(a, b) for a in ACTORS for b in ACTORS if a != b]
NAMES = ["2022", "2023", "2024"]


def network(counts: dict[tuple[str, str], float], **more) -> Network:
    rows = [(a, b, float(n), "referral") for (a, b), n in counts.items() if n]
    ties = pd.DataFrame(rows, columns=["source", "target", "weight", "kind"])
    register = pd.DataFrame(
        {"role": [None, None, None, "facilitator"]}, index=pd.Index(ACTORS, name="actor_id")
    )
    return Network(register, ties, directed=True, **more)


def added(*parts: dict[tuple[str, str], float]) -> dict[tuple[str, str], float]:
    return {pair: sum(part.get(pair, 0) for part in parts) for pair in PAIRS}


def seen_of(threshold: int, whole: Network, parts: dict[str, Network], *, all_in: bool) -> Seen:
    """Everything published: with the rest worked out from the rule where not all is in a period."""
    seen = Seen(threshold)
    for scope, net in {"whole": whole, **parts}.items():
        for pair in PAIRS:
            seen.show((scope, *pair), 0)
            seen.items.pop((scope, *pair))
        for row in net.ties.to_dict("records"):
            mark = row.get("shown")
            value = mark if isinstance(mark, str) else row["weight"]
            seen.show((scope, row["source"], row["target"]), value)
    for pair in PAIRS:
        items = [(scope, *pair) for scope in ("whole", *parts)]
        for item in items:
            seen.items.setdefault(item, 0)
        total, *inner = items
        if not all_in:
            ends = [seen.bounds(total)[e] - sum(seen.bounds(one)[e] for one in inner)
                    for e in (0, 1)]  # fmt: skip
            rest = ("rest", *pair)
            assert ends in ([1, threshold - 1], [ends[0]] * 2)
            seen.show(rest, ends[0] if ends[0] == ends[1] else f"<{threshold}")
            inner.append(rest)
        seen.sums.append((total, inner))
    return seen


COUNTS = st.dictionaries(st.sampled_from(PAIRS[:5]), st.integers(0, 9), max_size=5)


@settings(max_examples=40, deadline=None)
@given(st.lists(COUNTS, min_size=1, max_size=3), COUNTS, st.booleans(), st.sampled_from([3, 5, 8]))
def test_nothing_can_be_narrowed(inner, rest, all_in, threshold):
    rest = {} if all_in else rest
    parts = dict(zip(NAMES, map(network, inner), strict=False))
    whole, shown = disclose_together(network(added(*inner, rest)), parts, threshold=threshold)
    seen = seen_of(threshold, whole, shown, all_in=all_in)
    assert narrowed(seen) == []
    # The truth is among what may be.
    for scope, counts in zip(["whole", *parts], [added(*inner, rest), *inner], strict=True):
        for pair, n in counts.items():
            low, high = seen.bounds((scope, *pair))
            assert low <= n <= high


@settings(max_examples=40, deadline=None)
@given(st.data(), st.lists(COUNTS, min_size=1, max_size=3), COUNTS)
def test_other_hidden_numbers_publish_the_same(data, inner, rest):
    """The proof: whatever the hidden numbers are, all that is published stays as it is."""

    def other(counts):
        return {
            pair: data.draw(st.integers(1, 4)) if 0 < n < 5 else n for pair, n in counts.items()
        }

    def published(parts, rest):
        nets = dict(zip(NAMES, map(network, parts), strict=False))
        whole, shown = disclose_together(network(added(*parts, rest)), nets)
        return [whole, *shown.values(), whole.without(role="facilitator")]

    one = published(inner, rest)
    two = published([other(counts) for counts in inner], other(rest))
    assert all(a.equals(b) for a, b in zip(one, two, strict=True))


def test_made_ready_one_by_one_they_tell_of_each_other():
    """What the attack has to find, or it could not fail."""
    parts = {"2023": network({("A", "B"): 3}), "2024": network({("A", "B"): 5})}
    whole = disclose(network({("A", "B"): 8}))
    hidden = {name: disclose(net) for name, net in parts.items()}
    assert narrowed(seen_of(5, whole, hidden, all_in=True))


@pytest.mark.parametrize(
    ("parts", "rest", "weight", "shown"),
    [
        ([3, 5], 0, 7.5, "6–9"),
        ([3, 4], 0, 5.0, "2–8"),
        ([3, 0], 0, 2.5, "<5"),
        ([0, 0], 3, 2.5, "<5"),
        ([5, 7], 0, 12.0, None),
        ([5, 7], 6, 18.0, None),
        ([5, 7], 2, 14.5, "13–16"),
        ([1, 1], 1, 7.5, "3–12"),
    ],
)
def test_sums_and_their_marks(parts, rest, weight, shown):
    nets = {n: network({("A", "B"): x}) for n, x in zip(NAMES, parts, strict=False)}
    whole, _ = disclose_together(network({("A", "B"): sum(parts) + rest}), nets)
    row = whole.ties.iloc[0]
    assert row["weight"] == weight
    assert (row.get("shown") if isinstance(row.get("shown"), str) else None) == shown
    if shown:
        # The weight is the middle of what it may be.
        assert weight == pytest.approx(sum(hidden_range(shown)) / 2)


def test_without_periods_it_is_what_disclose_does():
    net = network({("A", "B"): 3, ("B", "C"): 9})
    whole, parts = disclose_together(net, {})
    assert parts == {}
    pd.testing.assert_frame_equal(whole.ties, disclose(net).ties)


def test_doing_it_twice_changes_nothing():
    nets = {"2023": network({("A", "B"): 3}), "2024": network({("A", "B"): 5})}
    whole, parts = disclose_together(network({("A", "B"): 8}), nets)
    again, shown = disclose_together(whole, parts)
    assert again.equals(whole)
    assert all(shown[name].equals(parts[name]) for name in parts)
    assert disclose(whole).equals(whole)
    assert all(disclose(net).equals(net) for net in parts.values())
    # A part of it stays marked.
    assert disclose(whole.subset(["A", "B"])).ties["shown"].tolist() == ["6–9"]


def test_a_greater_threshold_comes_too_late():
    nets = {"2023": network({("A", "B"): 7}), "2024": network({("A", "B"): 7})}
    whole, parts = disclose_together(network({("A", "B"): 14}), nets)
    with pytest.raises(ArgumentError, match="as they were before"):
        disclose(whole, threshold=10)
    with pytest.raises(ArgumentError, match="as they were before"):
        disclose_together(whole, parts, threshold=10)


def test_ranges_keep_their_mark_under_a_greater_threshold():
    """An older mark alone, as read from a file: what may be more than few stays a range."""
    ties = pd.DataFrame(
        {"source": list("AAA"), "target": list("BCF"), "weight": [7.5, 2.5, 14.5],
         "kind": "referral", "shown": ["6–9", "<5", "13–16"]}
    )  # fmt: skip
    shown = disclose(Network(ACTORS, ties, directed=True), threshold=8).ties
    assert shown["shown"].tolist() == ["<10", "<8", "13–16"]
    assert shown["weight"].tolist() == [5.0, 4.0, 14.5]


@pytest.mark.parametrize(("mark", "ends"), [("<5", (1, 4)), ("<4.5", (1, 4)), ("6–9", (6, 9))])
def test_marks_are_read(mark, ends):
    assert hidden_range(mark) == ends


@pytest.mark.parametrize("mark", [None, math.nan, pd.NA, "", "12", "a–b", "<", "Jana"])
def test_what_is_no_mark(mark):
    assert hidden_range(mark) is None


# From records


def world(seed: int = 1) -> Records:
    rng = np.random.default_rng(seed)
    days = [f"{year}-{month:02d}-10" for year in (2022, 2023, 2024) for month in (2, 5, 9)]
    log = pd.DataFrame(
        [(*PAIRS[rng.integers(12)], rng.choice([*days, None])) for _ in range(60)],
        columns=["source", "target", "date"],
    )
    sheet = pd.DataFrame(
        {"actor": list("ABCFAB"), "meeting_id": list("111122"),
         "date": ["2023-02-01"] * 4 + ["2024-03-01"] * 2}
    )  # fmt: skip
    register = pd.DataFrame(
        {"actor_id": ACTORS, "name": ["Office", "Jana Tajná", "School", "Eva Tajná"],
         "kind": ["OSPOD", "PLDD", "ZS", "LOK_SITAR"], "person": [False, True, False, True],
         "role": [None, None, None, "facilitator"]}
    )  # fmt: skip
    return Records(meetings=sheet, referrals=log, actors=register)


PHASES = {"2023": ("2023-01-01", "2023-12-31"), "2024": ("2024-01-01", "2024-12-31")}


def nets_of(records: Records, phases: dict = PHASES, **how):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NetcoopWarning)
        layers = ("meeting", "referral")
        return (
            build_network(records, layers=layers, **how),
            periods(records, phases, layers=layers, **how),
        )


def test_persons_have_one_number_everywhere():
    whole, parts = disclose_together(*nets_of(world()))
    alone = disclose(build_network(world(), layers=("meeting", "referral")))
    assert whole.actors.index.tolist() == alone.actors.index.tolist()
    for net in (whole, *parts.values()):
        assert set(net.actors.index) <= {"A", "PLDD 1", "C", "LOK_SITAR 1"}
        assert "Tajn" not in net.actors.to_csv() + net.ties.to_csv()
        assert net.records is None


def test_a_person_of_one_period_is_one_in_all():
    whole, parts = nets_of(world())
    actors = whole.actors.assign(person=False)
    shown, hidden = disclose_together(whole.derive(actors=actors), parts)
    assert "Tajn" not in shown.actors.to_csv() + hidden["2023"].actors.to_csv()


@pytest.mark.parametrize("directed", [None, False, True])
def test_records_of_all_directions(directed):
    whole, parts = nets_of(world(), directed=directed)
    shown, hidden = disclose_together(whole, parts)
    assert shown.n_ties == whole.n_ties
    assert all(hidden[name].n_ties == parts[name].n_ties for name in parts)
    # Meetings are as they were.
    kinds = shown.ties["kind"] == "meeting"
    np.testing.assert_allclose(
        np.sort(shown.ties["weight"][kinds]), np.sort(whole.layer("meeting").ties["weight"])
    )


def test_weights_by_outcome_and_fading_are_numbers_again():
    from netcoop.ties.weighting import Weighting

    whole, parts = nets_of(world(), weighting=Weighting(half_life=90))
    plain, faded = (
        disclose_together(*nets)[0].ties.query("kind == 'referral'")
        for nets in (nets_of(world()), (whole, parts))
    )
    pd.testing.assert_frame_equal(plain, faded)


@pytest.mark.parametrize(
    "phases",
    [
        {"all": ("2022-01-01", "2024-12-31"), "2024": ("2024-01-01", "2024-12-31")},
        {"one": ("2022-01-01", "2023-06-30"), "two": ("2023-02-01", None)},
    ],
)
def test_overlapping_periods_lose_their_referrals(phases):
    whole, parts = nets_of(world(), phases)
    with pytest.warns(NetcoopWarning, match="in common"):
        shown, hidden = disclose_together(whole, parts)
    assert all("referral" not in net.layers for net in hidden.values())
    pd.testing.assert_frame_equal(shown.ties, disclose(whole).ties)
    assert not any("–" in str(mark) for mark in shown.ties["shown"])


def test_other_records_are_refused():
    with pytest.raises(NetworkError, match="More referrals in the periods"):
        disclose_together(network({("A", "B"): 3}), {"2023": network({("A", "B"): 4})})
    with pytest.raises(NetworkError, match="A–C"):
        disclose_together(network({("A", "B"): 3}), {"2023": network({("A", "C"): 4})})


def test_networks_made_ready_apart_are_refused():
    net = network({("A", "B"): 3})
    for pair in ((disclose(net), net), (net, disclose(net)), (disclose(net), disclose(net))):
        with pytest.raises(NetworkError, match="before disclose"):
            disclose_together(pair[0], {"2023": pair[1]})


def test_directed_and_undirected_do_not_mix():
    other = Network(ACTORS, network({("A", "B"): 3}).ties)
    with pytest.raises(NetworkError, match="directed"):
        disclose_together(network({("A", "B"): 3}), {"2023": other})


@pytest.mark.parametrize("periods_given", [None, "2023", 3, [1], {"2023": None}])
def test_what_are_no_networks(periods_given):
    with pytest.raises(ArgumentError, match="networks of its periods"):
        disclose_together(network({}), periods_given)


@pytest.mark.parametrize("threshold", [0, -1, True, None, "5", math.nan, [5]])
def test_what_is_no_threshold(threshold):
    with pytest.raises(ArgumentError, match="threshold="):
        disclose_together(network({}), {}, threshold=threshold)


def test_empty_networks():
    whole, parts = disclose_together(network({}), {"2023": network({})})
    assert whole.n_ties == 0
    assert parts["2023"].n_ties == 0


def test_the_order_of_actors_changes_nothing():
    counts = {("A", "B"): 3, ("B", "C"): 7}
    whole, part = network(added(counts, counts)), network(counts)
    turned = {name: net.derive(actors=net.actors.iloc[::-1]) for name, net in
              {"w": whole, "p": part}.items()}  # fmt: skip
    one = disclose_together(whole, {"p": part})[0]
    two = disclose_together(turned["w"], {"p": turned["p"]})[0]
    pd.testing.assert_frame_equal(one.ties, two.ties)


def test_greater_thresholds_hide_more():
    nets = {"2023": network({("A", "B"): 3, ("B", "C"): 7}), "2024": network({("A", "B"): 12})}
    whole = network(added({("A", "B"): 3, ("B", "C"): 7}, {("A", "B"): 12}))
    spans = []
    for threshold in (2, 5, 10, 20):
        ties = disclose_together(whole, nets, threshold=threshold)[0].ties
        marks = ties["shown"] if "shown" in ties else [None] * len(ties)
        ends = [hidden_range(mark) or (0, 0) for mark in marks]
        spans.append([high - low for low, high in ends])
    assert all(np.all(np.array(a) <= b) for a, b in pairwise(spans))
    assert spans[0] == [0, 0]


def test_what_was_handed_out_may_be_changed() -> None:
    whole, parts = network({("A", "B"): 9}), {"2023": network({("A", "B"): 9})}
    disclose_together(whole, parts)[1].clear()
    assert list(disclose_together(whole, parts)[1]) == ["2023"]
