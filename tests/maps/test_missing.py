from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import netcoop as nc
from netcoop.errors import ArgumentError
from netcoop.maps import map_network
from netcoop.maps.missing import gaps_of, missing_pairs, tied_note, untied
from netcoop.maps.views import gather
from netcoop.network import Network

NOTHING = pd.DataFrame(columns=["source", "target", "weight"])


def net_of(*pairs: str, actors: str = "abcd", directed: bool = False) -> Network:
    ties = pd.DataFrame([tuple(pair) for pair in pairs], columns=["source", "target"])
    return Network(list(actors), ties if pairs else NOTHING, directed=directed)


def table(*pairs: str) -> pd.DataFrame:
    return pd.DataFrame([tuple(pair) for pair in pairs], columns=["source", "target"])


def ends(gaps) -> list[str]:
    return [gap.source + gap.target for gap in gaps]


def test_no_line_joins_a_pair_that_is_drawn_as_missing():
    net = nc.build_network(nc.datasets.load("havlickuv_brod"))
    asked = nc.required_ties(net, nc.required_ties_template())
    pairs = asked.pairs[asked.pairs["status"] == "absent"]
    names = gather(net).names
    shown = (pairs[end].map(names) for end in ("source", "target"))
    expected = {frozenset(pair) for pair in zip(*shown, strict=True)}
    picture = map_network(net, missing=asked)
    tied = {frozenset((tie.source, tie.target)) for tie in picture.model.ties}
    drawn = {frozenset((gap.source, gap.target)) for gap in picture.model.missing}
    assert expected & tied, "else this checks nothing"
    assert drawn == expected - tied
    left = len(expected & tied)
    assert any(note["en"].startswith(f"{left} expected pairs have") for note in picture.model.notes)


@pytest.mark.parametrize("directed", [False, True])
def test_a_tie_either_way_is_a_tie(directed):
    gaps, left = untied(
        missing_pairs(table("ba", "cd"), dict(zip("abcd", "abcd", strict=True))),
        [net_of("ab", directed=directed)],
    )
    assert (ends(gaps), left) == (["cd"], 1)


def test_a_pair_tied_in_some_periods_stays_for_the_others():
    nets = {"1": net_of("ab", "ac"), "2": net_of("ab")}
    picture = map_network(nets, missing=table("ab", "ac", "bd"))
    assert ends(picture.model.missing) == ["ac", "bd"]


def test_periods_in_which_not_both_are_there_do_not_count():
    nets = {"1": net_of("ab"), "2": net_of("cd", actors="bcd")}
    gaps, notes = gaps_of(table("ab", "ad", "bc"), gather(nets))
    assert ends(gaps) == ["ad", "bc"]
    assert len(notes) == 1
    # Actors who are never there together have no tie, either.
    apart = {"1": net_of(actors="ab"), "2": net_of(actors="cd")}
    assert ends(gaps_of(table("ac"), gather(apart))[0]) == ["ac"]


def test_a_tie_by_a_facilitator_only_is_a_tie():
    actors = pd.DataFrame({"role": [None, "facilitator", None]}, index=list("abc"))
    actors.index.name = "actor_id"
    net = Network(actors, table("ab"))
    gaps, _ = gaps_of(table("ab", "ac"), gather(net))
    assert ends(gaps) == ["ac"]


def test_hidden_persons_are_found():
    actors = pd.DataFrame({"kind": ["OSPOD", "PLDD"], "person": [False, True]}, index=["o", "jana"])
    actors.index.name = "actor_id"
    net = Network(actors, pd.DataFrame({"source": ["jana"], "target": ["o"]}))
    missing = pd.DataFrame({"source": ["o"], "target": ["jana"]})
    picture = map_network(net, missing=missing)
    assert picture.model.missing == ()
    assert "jana" not in picture.html


def test_nothing_missing_nothing_said(net):
    assert gaps_of(None, gather(net)) == ((), ())
    assert gaps_of(table().astype("str"), gather(net)) == ((), ())
    assert tied_note(0) == ()
    assert tied_note(1)[0]["en"].startswith("1 expected pair has a tie")


def test_order_of_rows_does_not_matter():
    pairs = ["ab", "cd", "bd", "ac"]
    turned = [pair[::-1] for pair in pairs[::-1]]
    net = net_of("ab", "bd")
    one, other = (gaps_of(table(*rows), gather(net)) for rows in (pairs, turned))
    assert {frozenset(p) for p in ends(one[0])} == {frozenset(p) for p in ends(other[0])}
    assert one[1] == other[1]


def test_many_pairs_are_quick():
    rng = np.random.default_rng(1)
    ids = [f"a{row}" for row in range(2000)]
    rows = rng.integers(0, 2000, (20_000, 2))
    rows = rows[rows[:, 0] != rows[:, 1]]
    frame = pd.DataFrame(
        {"source": [f"a{x}" for x, _ in rows], "target": [f"a{y}" for _, y in rows]}
    )
    frame = frame.drop_duplicates()
    gaps, left = untied(
        missing_pairs(frame, dict(zip(ids, ids, strict=True))), [Network(ids, frame.iloc[::2])]
    )
    assert left > 9000
    assert len(gaps) > 9000


@pytest.mark.parametrize("notes", [3, True, b"x", object(), {"de": "x"}, [1], [["a"]], ["a", 2.5]])
def test_notes_that_are_no_sentences_are_refused(notes):
    with pytest.raises(ArgumentError, match="notes="):
        map_network(net_of("ab"), notes=notes)


@pytest.mark.parametrize(
    ("notes", "said"),
    [
        ("One list is lost.", ["One list is lost."]),
        (None, []),
        ([None, "", "  ", float("nan"), pd.NA, {}, {"cs": ""}, "a"], ["a"]),
        ({"cs": "česky", "en": "English"}, ["English"]),
        (("a", {"cs": "jen česky"}), ["a", "jen česky"]),
    ],
)
def test_notes_in_every_form(notes, said):
    own = map_network(net_of("ab")).model.notes
    given = map_network(net_of("ab"), notes=notes).model.notes
    assert [note["en"] for note in given[: len(given) - len(own)]] == said


WRONG = [["sector"], {"a": 1}, 3, 2.5, b"x", True, pd.Series([1]), np.array([1, 2])]


@pytest.mark.parametrize("wrong", WRONG, ids=repr)
@pytest.mark.parametrize("argument", ["color", "size", "title", "lang", "layout"])
def test_arguments_of_a_wrong_kind_are_refused(argument, wrong):
    with pytest.raises(ArgumentError):
        map_network(net_of("ab"), **{argument: wrong})


@pytest.mark.parametrize("wrong", [*WRONG, "b", ""], ids=repr)
def test_centers_of_a_wrong_kind_are_refused(wrong):
    for layout in ("ties",) if isinstance(wrong, str) and wrong == "b" else ("ties", "rings"):
        with pytest.raises(ArgumentError):
            map_network(net_of("ab"), center=wrong, layout=layout)


@pytest.mark.parametrize("wrong", ["a", 0, -5, None, 2.5, True, float("nan"), 10**9, [300]])
def test_heights_dots_and_views_are_whole_numbers(wrong, tmp_path):
    picture = map_network(net_of("ab"))
    with pytest.raises(ArgumentError, match="height="):
        picture.display(height=wrong)
    with pytest.raises(ArgumentError, match="dpi="):
        picture.to_png(tmp_path / "a.png", dpi=wrong)
    if wrong != 0:
        with pytest.raises(ArgumentError, match="view="):
            picture.to_png(tmp_path / "a.png", view=wrong)
    with pytest.raises(ArgumentError, match="embed="):
        picture.display(embed="no")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("wrong", [None, 3, "", b"x", ["a"]], ids=repr)
def test_paths_are_paths(wrong):
    picture = map_network(net_of("ab"))
    ways = (picture.save, picture.to_png, picture.to_svg, picture.layout.save, nc.Layout.read)
    for way in ways:
        with pytest.raises(ArgumentError, match="not the path"):
            way(wrong)
