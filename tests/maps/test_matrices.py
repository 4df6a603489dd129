"""Matrices as pictures: every cell counted again, nothing cut, nothing that must not leave."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections import Counter

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.text import Text

import netcoop as nc
from netcoop.errors import ArgumentError, NetcoopWarning
from netcoop.maps.pictures.axes import PALE, plain
from netcoop.maps.pictures.cells import short
from netcoop.maps.pictures.changes import plot_change_matrix
from netcoop.maps.pictures.matrices import plot_matrix
from netcoop.maps.pictures.shades import SHADES, bounds
from netcoop.maps.pictures.spots import _LOOKS, plot_white_spots
from netcoop.network import Network, disclose
from tests.gaps.region import region_records

NO_TIES = pd.DataFrame({"source": [], "target": []}, dtype="str")


def painted(axes) -> dict[tuple[int, int], str]:
    """Read the color of every painted cell back from the picture: by row and column."""
    cells = {}
    for group in axes.collections:
        if isinstance(group, PolyCollection):
            for path in group.get_paths():
                column, row = path.vertices[:4].mean(axis=0)
                cells[round(row), round(column)] = to_hex(group.get_facecolor()[0])
    return cells


def signs(axes, marker="x") -> set[tuple[int, int]]:
    return {
        (round(row), round(column))
        for line in axes.lines
        if isinstance(line.get_marker(), str) and line.get_marker() == marker
        for column, row in line.get_xydata()
    }


def rows_of(axes) -> list[str]:
    return [label.get_text() for label in axes.get_yticklabels()]


def words(axes) -> list[str]:
    return [one.get_text() for one in axes.findobj(Text) if one.get_text()]


def svg(axes) -> bytes:
    file = io.BytesIO()
    with mpl.rc_context({"svg.hashsalt": "netcoop"}):
        axes.figure.savefig(file, format="svg", metadata={"Date": None})
    return file.getvalue()


def assert_nothing_is_cut(axes) -> None:
    figure = axes.figure
    figure.draw_without_rendering()
    box, (width, height) = figure.get_tightbbox(), figure.get_size_inches()
    assert box.x0 >= -0.01
    assert box.y0 >= -0.01
    assert box.x1 <= width + 0.01
    assert box.y1 <= height + 0.01


# -- actors × actors -------------------------------------------------------------------------------


@pytest.mark.parametrize("order", ["sector", "region"])
def test_a_cell_is_painted_where_there_is_a_tie_and_darker_where_it_is_stronger(net, order):
    axes = plot_matrix(net, order=order, lang="en")
    names = net.actors["name"].to_dict()
    place = {name: row for row, name in enumerate(rows_of(axes))}
    assert sorted(place) == sorted(names.values())
    cells = painted(axes)
    shades = {cell: color for cell, color in cells.items() if color != PALE.lower()}
    weights = {}
    for row in disclose(net).pairs.to_dict("records"):
        one, other = place[names[row["source"]]], place[names[row["target"]]]
        weights[one, other] = weights[other, one] = row["weight"]
    assert set(shades) == set(weights)
    assert all(cells[row, row] == PALE.lower() for row in range(len(place)))
    rank = [shade.lower() for shade in SHADES]
    for one, weight in weights.items():
        for other, more in weights.items():
            if weight <= more:
                assert rank.index(shades[one]) <= rank.index(shades[other])


def test_the_legend_says_what_a_shade_covers(net):
    axes = plot_matrix(net.layer("meeting"), lang="en")
    counts = Counter(painted(axes).values())
    weights = net.layer("meeting").pairs["weight"]
    legend = axes.get_legend()
    low = 0.0
    for entry, box in zip(legend.get_texts(), legend.get_patches(), strict=True):
        said = entry.get_text().removeprefix("up to ").split("–")
        high = float(said[-1])
        inside = 2 * ((weights > low) & (weights <= high)).sum()
        assert counts[to_hex(box.get_facecolor())] == inside
        low = high
    assert low >= weights.max()


def test_groups_stand_together_with_the_lines_between_them(net):
    axes = plot_matrix(net, order="region", lang="cs")
    region = dict(zip(net.actors["name"], net.actors["region"], strict=True))
    order = [region[name] for name in rows_of(axes)]
    changes = [place for place in range(1, len(order)) if order[place] != order[place - 1]]
    assert len(changes) == len(set(order)) - 1
    heavy = [
        round(line.get_ydata()[0] + 0.5)
        for line in axes.lines
        if line.get_linewidth() > 0.8 and list(line.get_xdata()) == [0, 1]
    ]
    assert heavy == [0, *changes, len(order)]
    assert [text.get_text() for text in axes.texts] == list(dict.fromkeys(order))


def test_missing_pairs_are_crossed_both_ways(net, missing):
    axes = plot_matrix(net, missing=missing)
    place = {name: row for row, name in enumerate(rows_of(axes))}
    names = net.actors["name"]
    expected = {
        (place[names[one]], place[names[other]])
        for row in missing.to_dict("records")
        for one, other in (
            (row["source"], row["target"]),
            (row["target"], row["source"]),
        )
    }
    assert signs(axes) == expected


def test_what_required_ties_finds_can_be_crossed():
    records = region_records()
    net = nc.build_network(records)
    asked = nc.required_ties(net, records.required)
    absent = asked.pairs[asked.pairs["status"] == "absent"].dropna(subset=["source", "target"])
    assert len(absent)
    crossed = signs(plot_matrix(net, missing=asked))
    pairs = {frozenset(pair) for pair in zip(absent["source"], absent["target"], strict=True)}
    assert len(crossed) == 2 * len(pairs)


def test_directed_ties_go_from_row_to_column():
    ties = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"], "weight": [1.0, 2.0]})
    net = Network(list("abc"), ties, directed=True)
    asked = pd.DataFrame(
        {
            "source": ["c", "a", "c"],
            "target": ["a", "c", "b"],
            "direction": ["directed", "directed", "undirected"],
        }
    )
    with pytest.warns(NetcoopWarning, match="1 expected pair has a tie here"):
        axes = plot_matrix(net, missing=asked, lang="en")
    assert {cell for cell, color in painted(axes).items() if color != PALE.lower()} == {
        (0, 1),
        (1, 2),
    }
    # From the second to the third there is a tie, so nothing is missing that way.
    assert signs(axes) == {(2, 0), (0, 2), (2, 1)}
    assert (axes.get_ylabel(), axes.get_xlabel()) == ("from (row)", "to (column)")


def test_of_many_actors_the_strongest_are_shown_and_it_is_said(net):
    axes = plot_matrix(net, most=5, lang="en")
    strength = nc.strength(disclose(net))
    best = strength.sort_values(ascending=False).index[:5]
    assert sorted(rows_of(axes)) == sorted(net.actors.loc[best, "name"])
    assert any("5 actors with the strongest ties, of 30" in said for said in words(axes))


def test_small_numbers_of_referrals_are_not_told():
    ties = pd.DataFrame(
        {"source": list("aab"), "target": list("bcc"), "weight": [2.0, 4.0, 9.0]}
    ).assign(kind="referral")
    net = Network(list("abc"), ties, directed=True)
    axes = plot_matrix(net, lang="en")
    cells = painted(axes)
    assert cells[0, 1] == cells[0, 2] != cells[1, 2]
    assert [entry.get_text() for entry in axes.get_legend().get_texts()] == ["<5", "5–10"]
    # In one network with meetings the numbers are mixed in; then it is said what stands for them.
    both = pd.concat([ties.assign(directed=True), ties.assign(kind="meeting", directed=False)])
    said = " ".join(words(plot_matrix(Network(list("abc"), both), lang="en")))
    assert "every number below 5 counts as 2.5" in said


def test_single_persons_go_by_their_kind():
    actors = pd.DataFrame(
        {"name": ["Jana Tajná", "ZŠ"], "kind": ["PSYCHOLOG", "ZS"], "person": [True, False]},
        index=pd.Index(["p1", "z"], name="actor_id"),
    )
    net = Network(actors, pd.DataFrame({"source": ["p1"], "target": ["z"]}))
    for axes in (plot_matrix(net), plot_change_matrix(net, net, by="kind")):
        assert "Tajná" not in svg(axes).decode()
        assert not any("Tajná" in said or "p1" in said for said in words(axes))
    assert any("1" in name for name in rows_of(plot_matrix(net)))


@pytest.mark.parametrize("n", [0, 1, 2])
@pytest.mark.parametrize("lang", ["cs", "en"])
def test_small_networks(n, lang):
    net = Network(list("ab")[:n], NO_TIES)
    for axes in (
        plot_matrix(net, lang=lang),
        plot_change_matrix(net, net, lang=lang),
        plot_change_matrix(net, net, values="strength", lang=lang),
    ):
        assert axes.get_title()
        assert_nothing_is_cut(axes)
    said = " ".join(words(plot_matrix(net, lang="en")))
    assert ("no actors" if n == 0 else "no ties") in said


def test_no_actor_counts_more_by_its_place_in_the_table(net):
    turned = net.derive(actors=net.actors.iloc[::-1])
    assert svg(plot_matrix(net)) == svg(plot_matrix(turned))


def test_nothing_is_cut_at_the_edge_of_long_names(make_network):
    net = make_network(40)
    long = net.actors.assign(name=[f"Středisko výchovné péče a rodinného bydlení {i}" * 2
                                   for i in range(40)])  # fmt: skip
    assert_nothing_is_cut(plot_matrix(net.derive(actors=long)))
    assert_nothing_is_cut(plot_change_matrix(net, net.derive(actors=long), by="region"))
    assert_nothing_is_cut(plot_matrix(net, title="Kdo s kým " * 30))


def test_names_stand_as_they_are(tmp_path):
    hostile = ["$\\frac{1}{0}$", "a\nb", "x\u202ey", "\x00\x1b", "]]>--><script>", "\U0001f469"]
    actors = pd.DataFrame(
        # What fewer than three share is "other".
        {"name": hostile * 3, "sector": hostile * 3, "region": hostile * 3},
        index=pd.Index([f"i{at}" for at in range(3 * len(hostile))], name="actor_id"),
    )
    net = Network(actors, pd.DataFrame({"source": ["i0"], "target": ["i1"]}))
    for axes in (plot_matrix(net), plot_change_matrix(net, net), plot_matrix(net, order="region")):
        drawn = svg(axes)
        assert "<script" not in drawn.decode()
        assert any("$" in said for said in words(axes))
        assert not any(one.get_parse_math() for one in axes.findobj(Text))


def test_labels_keep_the_sign_of_an_undecided_name():
    assert short("Sdružení pro rodinu\u00a0?", 10) == "Sdružen…\u00a0?"
    assert plain("a\u2028b\u200bc\u00a0?") == "a b c\u00a0?"


def test_bounds_are_round_and_hold_every_value():
    for largest in (0.0031, 0.2, 1.0, 2.5, 31.0, 99.9, 100.0, 12345.0):
        found = bounds(largest)
        assert len(found) == len(SHADES) == len(set(found))
        assert found[-2] < largest <= found[-1]
        assert found == sorted(found)


def test_draws_into_the_given_axes_and_returns_them(net):
    first, second = Figure(figsize=(14, 7), layout="constrained").subplots(1, 2)
    assert plot_matrix(net, ax=first) is first
    assert plot_change_matrix(net, net, ax=second) is second
    assert_nothing_is_cut(first)


def test_same_bytes_in_another_process(net):
    code = (
        "import sys\n"
        "from tests.maps.conftest import made_missing, made_network\n"
        "from tests.maps.test_matrices import svg\n"
        "from netcoop.maps.pictures.matrices import plot_matrix\n"
        "net = made_network()\n"
        "sys.stdout.buffer.write(svg(plot_matrix(net, missing=made_missing(net))))\n"
        "import matplotlib.pyplot as plt\n"
        "assert plt.get_fignums() == []\n"
    )
    from tests.maps.conftest import made_missing

    there = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        env=os.environ | {"PYTHONHASHSEED": "7", "MPLBACKEND": "agg"},
    ).stdout
    assert there == svg(plot_matrix(net, missing=made_missing(net)))


@pytest.mark.parametrize(
    "wrong",
    [
        {"order": "kind"},
        {"most": 0},
        {"most": True},
        {"most": 2.5},
        {"most": 10**6},
        {"lang": "de"},
        {"ax": "axes"},
        {"missing": "pairs"},
        {"missing": pd.DataFrame({"source": ["nobody"], "target": ["a001"]})},
    ],
)
def test_wrong_arguments_of_the_matrix(net, wrong):
    with pytest.raises(ArgumentError):
        plot_matrix(net, **wrong)


# -- before and after ------------------------------------------------------------------------------


def counted(net: Network, by: str) -> Counter:
    group = net.actors[by]
    return Counter(
        frozenset((group[row["source"]], group[row["target"]]))
        for row in net.pairs.to_dict("records")
    )


def test_every_cell_tells_the_pairs_before_and_after(make_network):
    before, after = make_network(30, 1), make_network(30, 2)
    axes = plot_change_matrix(before, after, by="region", lang="en")
    one, other = counted(before, "region"), counted(after, "region")
    regions = rows_of(axes)
    told = {text.get_position(): text.get_text() for text in axes.texts}
    assert len(told) == len(regions) * (len(regions) + 1) / 2
    for (column, row), said in told.items():
        pair = frozenset((regions[row], regions[column]))
        assert column <= row
        assert said == f"{one[pair]}→{other[pair]}"


def test_the_same_change_up_and_down_is_equally_strong(make_network):
    before, after = make_network(30, 1), make_network(30, 2)
    there = painted(plot_change_matrix(before, after, by="region"))
    back = painted(plot_change_matrix(after, before, by="region"))
    told = plot_change_matrix(before, after, by="region").texts
    boxes = plot_change_matrix(before, after, by="region").get_legend().get_patches()
    assert to_hex(boxes[len(boxes) // 2].get_facecolor()) == to_hex(mpl.colormaps["PuOr"](0.5))
    for text in told:
        column, row = text.get_position()
        a, b = map(int, text.get_text().split("→"))
        red, _, blue = mpl.colors.to_rgb(there[row, column])
        if a != b:
            assert (blue > red) == (b > a)
            assert there[row, column] != back[row, column]
        else:
            assert there[row, column] == back[row, column]


def test_where_nobody_could_be_tied_a_dash_stands_for_the_number():
    actors = pd.DataFrame({"sector": ["spod", "health", "health"]}, index=list("abc"))
    ties = pd.DataFrame({"source": ["a"], "target": ["b"]})
    before = Network(actors.iloc[:2], ties)
    after = Network(actors, ties)
    axes = plot_change_matrix(before, after, lang="en")
    told = {text.get_position()[::-1]: text.get_text() for text in axes.texts}
    assert told == {(0, 0): "–", (1, 0): "1→1", (1, 1): "–→0"}
    assert any("2 before, 3 after, 2 in both" in said for said in words(axes))
    assert painted(axes)[1, 1] == PALE.lower()


def test_strength_is_the_sum_of_weights(make_network):
    before, after = (make_network(30, seed).layer("meeting") for seed in (1, 2))
    axes = plot_change_matrix(before, after, values="strength",
                              lang="en")  # fmt: skip
    cells = [text.get_text().split("→") for text in axes.texts]
    for place, net in enumerate((before, after)):
        total = sum(float(cell[place]) for cell in cells if len(cell) == 2 and cell[place] != "–")
        assert total == pytest.approx(net.pairs["weight"].sum(), abs=0.05 * len(cells))


def test_directed_networks_have_both_ways():
    actors = pd.DataFrame({"sector": ["spod", "health"]}, index=list("ab"))
    one = Network(actors, pd.DataFrame({"source": ["a"], "target": ["b"]}), directed=True)
    other = Network(actors, pd.DataFrame({"source": ["b"], "target": ["a"]}), directed=True)
    axes = plot_change_matrix(one, other, lang="en")
    told = {text.get_position()[::-1]: text.get_text() for text in axes.texts}
    assert told == {(0, 0): "–", (0, 1): "1→0", (1, 0): "0→1", (1, 1): "–"}


def test_other_records_are_told(net):
    axes = plot_change_matrix(net.layer("meeting"), net, lang="en")
    assert any("before meetings; after meetings, referrals" in said.replace("\n", " ")
               for said in words(axes))  # fmt: skip


def test_of_very_many_groups_the_smallest_stand_together():
    actors = pd.DataFrame({"region": [f"r{at:02}" for at in range(40)] + ["r39"]})
    actors.index = pd.Index([f"i{at}" for at in range(41)], name="actor_id")
    net = Network(actors, pd.DataFrame({"source": ["i0"], "target": ["i39"]}))
    rows = rows_of(plot_change_matrix(net, net, by="region", lang="en"))
    assert len(rows) == 25
    assert rows[-1] == "other"
    assert "r39" in rows


@pytest.mark.parametrize("wrong", [{"by": "name"}, {"values": "ties"}, {"lang": "de"}])
def test_wrong_arguments_of_the_change(net, wrong):
    with pytest.raises(ArgumentError):
        plot_change_matrix(net, net, **wrong)


def test_strengths_of_referrals_are_refused(net):
    for one in (net, net.layer("referral")):
        with pytest.raises(ArgumentError, match='values="pairs"'):
            plot_change_matrix(one, one, values="strength")
    with pytest.raises(ArgumentError):
        plot_change_matrix(net, "net")


# -- services × regions ----------------------------------------------------------------------------


def test_every_service_has_its_color_and_its_sign():
    found = nc.white_spots(region_records(), reach=20)
    axes = plot_white_spots(found, lang="en")
    colors = painted(axes)
    regions = [label.get_text() for label in axes.get_xticklabels()]
    assert regions == found.settings["regions"]
    expected = Counter(found.coverage.to_numpy().ravel())
    assert Counter(colors.values()) == {
        _LOOKS[state].color.lower(): n for state, n in expected.items()
    }
    drawn = sum(len(line.get_xydata()) for line in axes.lines if line.get_linestyle() == "None")
    assert drawn == found.coverage.size
    assert len({look.sign for look in _LOOKS.values()}) == len(_LOOKS)
    said = [entry.get_text() for entry in axes.get_legend().get_texts()]
    assert len(said) == len(expected)
    assert_nothing_is_cut(axes)


def test_states_differ_in_gray_or_by_sign():
    luminance = {
        state: np.dot(mpl.colors.to_rgb(look.color), (0.299, 0.587, 0.114))
        for state, look in _LOOKS.items()
    }
    for one, look in _LOOKS.items():
        for other, second in _LOOKS.items():
            if one != other:
                assert abs(luminance[one] - luminance[other]) > 0.08 or look.sign != second.sign


def test_no_services_at_all():
    found = nc.white_spots(nc.Records(meetings=region_records().meetings))
    axes = plot_white_spots(found, lang="en")
    assert any("no services" in said for said in words(axes))


def test_wrong_arguments_of_the_spots():
    with pytest.raises(ArgumentError, match="white_spots"):
        plot_white_spots(pd.DataFrame())
