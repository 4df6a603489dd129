from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict, replace
from importlib import resources
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from netcoop.errors import ArgumentError
from netcoop.maps import map_network
from netcoop.maps._pyvis import vis_network_script
from netcoop.maps.collect import ALLOWED, build_model
from netcoop.maps.page import SCRIPTS
from netcoop.maps.page_data import page_data
from netcoop.maps.places.layout import layout
from netcoop.maps.views import gather
from netcoop.metrics import metric_table
from netcoop.network import Network, disclose

NOTHING = pd.DataFrame(columns=["source", "target", "weight"])


def test_model_is_plain_data(net, missing):
    model = map_network(net, missing=missing).model
    assert json.loads(json.dumps(model.to_dict(), allow_nan=False))
    assert [actor.id for actor in model.actors] == list(net.actors.index)


def test_isolates_are_known(net):
    model = map_network(net).model
    joined = set(net.ties["source"]) | set(net.ties["target"])
    alone = {
        a.id for a, is_alone in zip(model.actors, model.views[0].isolate, strict=True) if is_alone
    }
    assert alone == set(net.actors.index) - joined
    assert set(net.actors.index[-2:]) <= alone


def test_metrics_are_those_of_the_disclosed_network(net):
    model = map_network(net).model
    table = metric_table(disclose(net))
    for row, actor in enumerate(model.actors):
        for name in table.columns:
            expected = table.loc[actor.id, name]
            shown = model.views[0].metrics[name][row]
            assert (shown is None and np.isnan(expected)) or shown == pytest.approx(expected)


def test_strength_is_the_sum_over_pairs(net):
    model = map_network(net).model
    pairs = {frozenset((tie.source, tie.target)): tie.strengths[0] for tie in model.ties}
    for row, actor in enumerate(model.actors):
        total = sum(value for pair, value in pairs.items() if actor.id in pair)
        assert total == pytest.approx(model.views[0].metrics["strength"][row], rel=1e-6)


def test_small_counts_are_hidden_and_meetings_are_not(net):
    small = net.ties[(net.ties["kind"] == "referral") & (net.ties["weight"] < 5)]
    assert len(small)
    model = map_network(net).model
    hidden = [tie for tie in model.ties if tie.shown[0]]
    assert len(hidden) == len(small)
    assert {(tie.kind, tie.shown[0], tie.weights[0]) for tie in hidden} == {("referral", "<5", 2.5)}
    drawn = {(tie.source, tie.target, tie.kind): tie.weights[0] for tie in model.ties}
    for row in net.ties[net.ties["kind"] == "meeting"].itertuples():
        assert drawn[(row.source, row.target, "meeting")] == pytest.approx(row.weight)


def test_two_kinds_of_tie_of_one_pair_are_both_drawn():
    ties = pd.DataFrame(
        {
            "source": ["B", "A", "B"],
            "target": ["A", "B", "A"],
            "weight": [1.0, 7.0, 9.0],
            "kind": ["meeting", "referral", "referral"],
            "directed": [False, True, True],
        }
    )
    picture = map_network(Network("AB", ties))
    lines = [(tie.source, tie.target, tie.kind, tie.arc) for tie in picture.model.ties]
    assert sorted(lines) == [
        ("A", "B", "meeting", False),
        ("A", "B", "referral", True),
        ("B", "A", "referral", True),
    ]
    assert len(page_data(picture.model)["model"]["ties"]["source"]) == 3
    assert picture.model.views[0].n_ties == 1


def test_only_allowed_columns_enter_the_page(net, missing):
    actors = net.actors.assign(note="SECRETNOTE", phone="SECRETPHONE", organisation="SECRETORG")
    private = Network(actors, net.ties, settings=net.settings)
    for color in ("sector", "kind", "region"):
        page = map_network(private, missing=missing.assign(who="SECRETWHO"), color=color).html
        assert "SECRET" not in page
        assert "@example.org" not in page
    assert "email" not in ALLOWED


def test_single_persons_appear_by_their_kind_also_among_missing_ties():
    actors = pd.DataFrame(
        {
            "actor_id": ["jana-tajna", "ospod"],
            "name": ["Jana Tajná", "OSPOD"],
            "kind": ["MEDIATOR", "OSPOD"],
            "person": [True, False],
        }
    )
    missing = pd.DataFrame({"source": ["ospod"], "target": ["jana-tajna"]})
    picture = map_network(Network(actors, NOTHING), missing=missing)
    assert "Jana" not in picture.html
    assert "jana-tajna" not in picture.html
    assert len(picture.model.missing) == 1


def test_network_of_the_user_is_unchanged(make_network, make_missing):
    net, twin = make_network(), make_network()
    missing = make_missing(net)
    before = missing.copy()
    map_network(net, missing=missing)
    assert net.equals(twin)
    pd.testing.assert_frame_equal(missing, before)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"size": "strenght"}, "strength"),
        ({"color": "sektor"}, "sector"),
        ({"color": "email"}, "sector"),
        ({"lang": "de"}, "cs"),
        ({"missing": pd.DataFrame({"source": ["a000"]})}, "target"),
        ({"missing": pd.DataFrame({"source": ["a000"], "target": ["nobody"]})}, "nobody"),
    ],
)
def test_unknown_names_say_what_there_is(net, settings, words):
    with pytest.raises(ArgumentError, match=words):
        map_network(net, **settings)


def test_color_by_other_columns(net):
    model = map_network(net, color="region").model
    assert {group.key for group in model.groups} == set(net.actors["region"])


def test_sectors_not_stated_are_one_group():
    model = map_network(Network("AB", NOTHING), lang="en").model
    assert [(group.key, group.label["en"]) for group in model.groups] == [("other", "not stated")]


@pytest.mark.parametrize("actors", ["", "A", "ABC"])
def test_networks_without_ties(actors):
    picture = map_network(Network(list(actors), NOTHING))
    assert len(picture.model.actors) == len(actors)
    assert picture.html.startswith("<!doctype html>")
    assert "NaN" not in json.dumps(asdict(picture.model))


def test_half_a_letter_does_not_break_the_file(tmp_path):
    names = pd.Series(["Zlom\ud83d"], dtype="object")
    actors = pd.DataFrame({"actor_id": ["a"], "name": names})
    path = map_network(Network(actors, NOTHING), title="x\udc00").save(tmp_path / "m.html")
    assert "Zlom" in path.read_text(encoding="utf-8")


def test_same_bytes_on_two_builds(make_network, make_missing):
    pages = [
        map_network(make_network(), missing=make_missing(make_network())).html for _ in range(2)
    ]
    assert pages[0] == pages[1]


def test_same_bytes_with_another_hash_seed(tmp_path):
    code = (
        "import sys, pandas as pd\n"
        "from netcoop.network import Network\n"
        "from netcoop.maps import map_network\n"
        "ids = [f'n{i}' for i in range(12)]\n"
        "actors = pd.DataFrame({'actor_id': ids, 'sector': ['spod', 'x', 'y', 'z'] * 3})\n"
        "ties = pd.DataFrame({'source': ids[:-2], 'target': ids[1:-1], 'kind': ['p', 'q'] * 5})\n"
        "map_network(Network(actors, ties)).save(sys.argv[1])\n"
    )
    pages = []
    for seed in ("0", "1"):
        path = tmp_path / f"{seed}.html"
        environment = {**os.environ, "PYTHONHASHSEED": seed, "NETCOOP_LANG": "en"}
        subprocess.run([sys.executable, "-c", code, str(path)], check=True, env=environment)
        pages.append(path.read_bytes())
    assert pages[0] == pages[1]


def test_saved_whole_and_as_utf8(net, tmp_path):
    picture = map_network(net, title="Příliš žluťoučký kůň")
    path = picture.save(tmp_path / "new" / "map.html")
    assert isinstance(path, Path)
    assert path.read_bytes() == picture.html.encode("utf-8")
    assert [file.name for file in path.parent.iterdir()] == ["map.html"]


def test_shows_itself_in_one_line_and_in_a_notebook(net, missing):
    picture = map_network(net, missing=missing, title='A "quoted" <b>title</b>')
    assert repr(picture).startswith("<NetworkMap: 30 ")
    shown = picture._repr_html_()
    assert 'sandbox="allow-scripts allow-downloads allow-modals"' in shown
    assert "allow-same-origin" not in shown
    assert shown.count("<iframe") == 1
    # The fallback of untrusted notebooks: a table of all actors outside the frame.
    rest = shown[shown.index("</iframe>") :]
    assert rest.count("<tr>") == 31
    assert "<script" not in shown


def test_page_stays_small(make_network, make_missing):
    net = make_network(100)
    assert len(map_network(net, missing=make_missing(net, 40)).html.encode()) < 700_000


def test_page_names_no_address_outside(net, missing):
    page = map_network(net, missing=missing).html.replace(vis_network_script(), "")
    addresses = {"http://www.w3.org/2000/svg"}
    for address in addresses:
        page = page.replace(address, "")
    assert "http:" not in page
    assert "https:" not in page
    assert "sourceMappingURL" not in vis_network_script()


def test_model_can_be_built_without_a_page(net):
    views = gather(net)
    model = build_model(views, layout(views.whole), lang="en")
    assert model.size == "strength"
    assert not model.missing


def test_observed_roster_is_said(make_network):
    seen = map_network(make_network(roster="observed"), lang="en").html
    assert 'data-text="observed"' in seen
    assert 'data-text="observed"' not in map_network(make_network(), lang="en").html


def test_codes_have_words_and_own_words_stay():
    actors = pd.DataFrame(
        {
            "level": ["local", *["title"] * 3, "uncle"],
            "role": ["facilitator", *["search"] * 3, "uncle"],
            "kind": ["ZS", "ZS", "uncle", "aunt", "uncle"],
        },
        index=pd.Index(list("abcde"), name="actor_id"),
    )
    words = map_network(Network(actors, NOTHING)).model.words
    assert words["level"]["title"]["cs"] == "title"
    assert words["role"]["search"]["cs"] == "search"
    assert words["role"]["facilitator"]["en"] == "facilitator"
    # Those of few are "other", in the user's language.
    for column in ("level", "role", "kind"):
        assert words[column]["other"] == {"cs": "jiné", "en": "other"}
        assert "uncle" not in words[column]


STATUSES = pd.DataFrame(
    {
        "name": ["OSPOD", "Charita", "ZŠ Lipovská", "Jana Tajná"],
        "kind": ["OSPOD", pd.NA, "ZS", "MEDIATOR"],
        "person": [False, False, False, True],
        "name_status": ["register", "ambiguous", "proposed", "ambiguous"],
    },
    index=pd.Index(["o", "c", "z", "j"], name="actor_id"),
)


def test_undecided_names_are_marked_and_counted():
    picture = map_network(Network(STATUSES, NOTHING), lang="en", notes=["first"])
    labels = [actor.label for actor in picture.model.actors]
    assert labels[:3] == ["OSPOD", "Charita\u00a0?", "ZŠ Lipovská\u00a0?"]
    assert picture.model.undecided == (1, 2)
    notes = [note["en"] for note in picture.model.notes]
    assert notes[0] == "first"
    undecided = "2 names are not decided: each stands as an actor of its own, with a question mark."
    assert undecided in notes
    # A single person has no name to decide, and the status itself stays out of the page.
    assert "Tajná" not in picture.html
    assert "ambiguous" not in picture.html.replace(vis_network_script(), "")


def test_decided_names_need_no_note(net):
    model = map_network(net).model
    assert model.undecided == ()
    assert not any("not decided" in note["en"] for note in model.notes)
    assert not any("?" in actor.label for actor in model.actors)


def test_scripts_have_no_text_over_several_lines():
    # The page leaves out indents, which inside of a text would change it.
    for name in SCRIPTS:
        source = resources.files("netcoop.maps").joinpath("templates", name).read_text("utf-8")
        odd = [line for line in source.splitlines() if line.count("`") % 2]
        assert not odd, name


def test_what_lies_behind_ties_stands_in_the_page_once(net):
    model = map_network(net).model
    behind = (("", "2024-01", 2), ("", "2024-03", 1))
    ties = [
        replace(tie, behind=behind if place < 2 else ()) for place, tie in enumerate(model.ties)
    ]
    held = page_data(replace(model, ties=tuple(ties)))["model"]["ties"]["behind"]
    assert held == {
        "lines": [("", "2024-01"), ("", "2024-03")],
        "rows": {0: [0, 2, 1, 1], 1: [0, 2, 1, 1]},
    }
