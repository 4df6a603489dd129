"""To files and other libraries and back."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import igraph
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import netcoop as nc
from netcoop.errors import ArgumentError, LossyExportWarning, NetworkError
from tests.strategies import ids, networks

ROUND_TABLE = pd.DataFrame(
    {
        "source": ["OSPOD HB", "OSPOD HB", 'ZŠ "Lipová", 1'],
        "target": ['ZŠ "Lipová", 1', "Dětský domov", "Dětský domov"],
        "weight": [1.5, 0.5, 2.0],
        "kind": "meeting",
    }
)
ACTORS = ["OSPOD HB", 'ZŠ "Lipová", 1', "Dětský domov", "=HYPERLINK(1)", "nikdo & spol. <b>"]


def example(*, directed: bool = False) -> nc.Network:
    actors = pd.DataFrame(
        {"name": ["a", None, "č", "d", "e"], "start": [1, 2, 3, 4, 5]}, index=ACTORS
    )
    return nc.Network(actors, ROUND_TABLE, directed=directed)


def bare(net: nc.Network) -> nc.Network:
    """The network without what graphs of other libraries do not carry."""
    return nc.Network(net.actors, net.ties, directed=net.directed, settings=net.settings)


@given(networks())
def test_a_folder_keeps_everything(
    tmp_path_factory: pytest.TempPathFactory, net: nc.Network
) -> None:
    folder = tmp_path_factory.mktemp("net") / "saved"
    assert net.save(folder) == folder
    assert nc.read_network(folder).equals(net)


@given(networks())
def test_igraph_and_back_keeps_everything(net: nc.Network) -> None:
    assert nc.from_igraph(net.to_igraph()).equals(bare(net))


@given(networks())
def test_networkx_and_back_keeps_everything(net: nc.Network) -> None:
    assert nc.from_networkx(net.to_networkx()).equals(bare(net))


@given(networks())
def test_equality_sees_every_difference(net: nc.Network) -> None:
    other = nc.Network(
        [*net.actors.index, "one more"], net.ties, directed=net.directed, settings=net.settings
    )
    assert not other.equals(net)
    if len(net.ties):
        heavier = net.ties.assign(weight=net.ties["weight"] * 2)
        assert not nc.Network(net.actors, heavier, directed=net.directed, settings=net.settings,
                              affiliations=net.affiliations).equals(net)  # fmt: skip


def test_the_user_s_graph_is_not_changed() -> None:
    graph = nx.karate_club_graph()
    before = json.dumps(nx.node_link_data(graph, edges="edges"))
    net = nc.from_networkx(graph)
    net.to_networkx()
    assert json.dumps(nx.node_link_data(graph, edges="edges")) == before
    assert (net.n_actors, net.n_ties) == (34, 78)


def test_graphs_made_elsewhere() -> None:
    ring = igraph.Graph.Ring(5)
    assert nc.from_igraph(ring).n_ties == 5
    multi = nx.MultiDiGraph()
    multi.add_edge(1, 2, kind="x", weight=2)
    multi.add_edge(1, 2, kind="y", weight=3)
    net = nc.from_networkx(multi)
    assert net.directed
    assert net.layers == ("x", "y")


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("ending", ["graphml", "gexf", "net", "dl", "csv"])
def test_files_keep_actors_and_weights(tmp_path: Path, ending: str, *, directed: bool) -> None:
    net = example(directed=directed)
    path = tmp_path / f"network.{ending}"
    if ending == "graphml":
        net.save(path)
    else:
        with pytest.warns(LossyExportWarning, match=rf"network\.{ending} does not keep: .*folder"):
            net.save(path)
    read = nc.read_network(path)
    assert read.directed == directed
    if ending == "dl":  # a quote cannot stand in a DL label
        read = nc.Network(
            [name.replace("''", '"') for name in read.actors.index],
            read.ties.replace({"source": {"''": '"'}, "target": {"''": '"'}}, regex=True),
            directed=directed,
        )
    known = (
        set(net.actors.index)
        if ending != "csv"
        else set(net.ties["source"]) | set(net.ties["target"])
    )
    assert set(read.actors.index) == known
    columns = ["source", "target", "weight"]
    assert read.pairs[columns].to_numpy().tolist() == net.pairs[columns].to_numpy().tolist()


def test_graphml_names_columns_of_mixed_objects(tmp_path: Path) -> None:
    days = pd.Series([dt.date(2018, 6, 15)], index=["A"], dtype="object")
    net = nc.Network(pd.DataFrame({"day": days}), ROUND_TABLE.head(0))
    with pytest.warns(LossyExportWarning, match=r"types of columns \(day\)"):
        net.save(tmp_path / "x.graphml")


def test_graphml_keeps_types_and_columns(tmp_path: Path) -> None:
    net = example()
    net.save(tmp_path / "x.graphml")
    assert nc.read_network(tmp_path / "x.graphml").equals(net)


@pytest.mark.parametrize(
    ("ending", "lost"),
    [
        ("graphml", ["who was at which meeting"]),
        ("gexf", ["who was at which meeting", "settings", "types of columns"]),
        ("net", ["columns of actors (x)", "kinds of tie (m, r", "columns of ties (year)"]),
        ("dl", ["columns of actors (x)", "kinds of tie (m, r", "columns of ties (year)"]),
        ("csv", ["1 actor without ties", "columns of actors (x)", "settings"]),
    ],
)  # fmt: skip
def test_every_format_names_what_it_cannot_keep(
    tmp_path: Path, ending: str, lost: list[str]
) -> None:
    ties = pd.DataFrame(
        {"source": ["A", "A"], "target": ["B", "B"], "kind": ["m", "r"], "year": [1, 2]}
    )
    seats = pd.DataFrame({"actor": ["A"], "meeting_id": ["1"]})
    actors = pd.DataFrame({"x": [1, 2, 3]}, index=["A", "B", "C"])
    net = nc.Network(actors, ties, affiliations=seats)
    with pytest.warns(LossyExportWarning) as caught:
        net.save(tmp_path / f"n.{ending}")
    for part in lost:
        assert part in str(caught[0].message)


def test_other_programs_read_the_files(tmp_path: Path) -> None:
    net = example()
    net.save(tmp_path / "n.graphml")
    with pytest.warns(LossyExportWarning):
        net.save(tmp_path / "n.net")
    with pytest.warns(LossyExportWarning):
        net.save(tmp_path / "n.gexf")
    by_igraph = igraph.Graph.Read_GraphML(str(tmp_path / "n.graphml"))
    assert (by_igraph.vcount(), by_igraph.ecount()) == (5, 3)
    by_networkx = nx.read_gexf(tmp_path / "n.gexf")
    assert set(by_networkx.nodes) == set(ACTORS)
    assert igraph.Graph.Read_Pajek(str(tmp_path / "n.net")).vs["name"] == [
        name.replace('"', "&#34;") for name in ACTORS
    ]


def test_a_spreadsheet_runs_no_formula(tmp_path: Path) -> None:
    ties = pd.DataFrame({"source": ["=1+1", "'@x"], "target": ["@SUM(1)", "B"]})
    net = nc.Network(["=1+1", "@SUM(1)", "'@x", "B"], ties)
    with pytest.warns(LossyExportWarning):
        net.save(tmp_path / "t.csv")
    cells = (tmp_path / "t.csv").read_text("utf-8-sig").replace("\n", ",").split(",")
    assert not [cell for cell in cells if cell.startswith(("=", "@", "+", "-"))]
    assert nc.read_network(tmp_path / "t.csv").pairs.equals(net.pairs)


@pytest.mark.parametrize(
    ("lines", "arcs"),
    [
        ("Source,Target,Type,Id,Label,Weight\n007,12,Undirected,0,,2.5\n12,x,Undirected,1,,1", 0),
        ("Source;Target;Type;Weight\n007;12;Directed;2.5\n12;x;Directed;1", 2),
        ("Source\tTarget\tType\tWeight\n007\t12\tDirected\t2.5\n12\tx\tUndirected\t1", 1),
        ("From,To,Type,WEIGHT\n007,12,helps,2.5\n12,x,knows,1", 0),
        ("SOURCE,from,target,source,weight\nno,no,12,007,2.5\nno,no,x,12,1", 0),
    ],
)
def test_tables_of_other_programs(tmp_path: Path, lines: str, arcs: int) -> None:
    (tmp_path / "ties.csv").write_text(lines, "utf-8")
    net = nc.read_network(tmp_path / "ties.csv")
    assert list(net.actors.index) == ["007", "12", "x"]
    assert net.ties[["source", "target", "weight"]].to_numpy().tolist() == [
        ["007", "12", 2.5],
        ["12", "x", 1.0],
    ]
    assert net.directed == (arcs == 2)
    if not net.directed:
        marked = net.ties.get("directed", pd.Series([False, False]))
        assert marked.tolist() == [arcs == 1, False]


def test_a_table_without_ends_says_what_it_has(tmp_path: Path) -> None:
    (tmp_path / "ties.csv").write_text("Who,Whom\nA,B", "utf-8")
    with pytest.raises(NetworkError, match=r"lacks the columns source, target; it has Who, Whom"):
        nc.read_network(tmp_path / "ties.csv")


def test_control_characters_in_texts_do_not_break_xml(tmp_path: Path) -> None:
    actors = pd.DataFrame({"note": ["a\x0bb"]}, index=["A"])
    net = nc.Network(actors, pd.DataFrame({"source": [], "target": []}))
    with pytest.warns(LossyExportWarning, match="control characters"):
        net.save(tmp_path / "n.graphml")
    assert nc.read_network(tmp_path / "n.graphml").actors["note"].tolist() == ["a\ufffdb"]


def test_saving_again_replaces_a_network_and_nothing_else(tmp_path: Path) -> None:
    net = example()
    net.save(tmp_path / "n")
    net.without("OSPOD HB").save(tmp_path / "n")
    assert nc.read_network(tmp_path / "n").n_actors == 4
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "work.txt").write_text("x")
    with pytest.raises(NetworkError, match="holds other files"):
        net.save(tmp_path / "mine")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine", "n"]


def test_files_that_are_no_network(tmp_path: Path) -> None:
    with pytest.raises(NetworkError, match="does not exist"):
        nc.read_network(tmp_path / "no")
    (tmp_path / "f").mkdir()
    with pytest.raises(NetworkError, match="not a folder netcoop saved"):
        nc.read_network(tmp_path / "f")
    with pytest.raises(ArgumentError, match=r"Use one of: \.graphml"):
        example().save(tmp_path / "n.xyz")
    for ending in ("graphml", "gexf", "net", "dl", "csv"):
        (tmp_path / f"bad.{ending}").write_bytes(b"\xff\xfenonsense")
        with pytest.raises(NetworkError, match=rf"bad\.{ending}|dl n="):
            nc.read_network(tmp_path / f"bad.{ending}")
    example().save(tmp_path / "new")
    note = json.loads((tmp_path / "new" / "network.json").read_text())
    (tmp_path / "new" / "network.json").write_text(json.dumps(note | {"netcoop_network": 99}))
    with pytest.raises(NetworkError, match="newer netcoop"):
        nc.read_network(tmp_path / "new")


def test_ucinet_lists_labels_by_number(tmp_path: Path) -> None:
    (tmp_path / "u.dl").write_text(
        'DL N=3 FORMAT=EDGELIST1\nLABELS:\nA,B,"C d"\nDATA:\n1 2 5\n2 1 5\n3 1\n'
    )
    net = nc.read_network(tmp_path / "u.dl")
    assert net.directed
    assert net.pairs.to_numpy().tolist() == [["A", "B", 5.0], ["B", "A", 5.0], ["C d", "A", 1.0]]


def test_numbers_survive_a_matrix(tmp_path: Path) -> None:
    rng = np.random.default_rng(4)
    weights = rng.random(45)
    names = [f"a{i}" for i in range(10)]
    pairs = [(a, b) for i, a in enumerate(names) for b in names[i + 1 :]]
    frame = pd.DataFrame(pairs, columns=["source", "target"]).assign(weight=weights)
    net = nc.Network(names, frame)
    with pytest.warns(LossyExportWarning):
        net.save(tmp_path / "w.dl")
    assert nc.read_network(tmp_path / "w.dl").pairs.equals(net.pairs)


odd_ids = st.one_of(
    ids, st.sampled_from(["00123456", "123456", "1e5", "1.50", "TRUE", "nan", "'=x"])
)


@pytest.mark.parametrize("ending", ["graphml", "gexf", "net", "dl", "csv"])
@pytest.mark.filterwarnings("ignore::netcoop.errors.LossyExportWarning")
@settings(max_examples=40)
@given(names=st.lists(odd_ids, min_size=2, max_size=6, unique=True))
def test_files_keep_any_id(
    tmp_path_factory: pytest.TempPathFactory, ending: str, names: list[str]
) -> None:
    # What a format cannot write is said elsewhere: quotes (DL, Pajek) and odd line ends.
    assume(not any(set(name) & set("\"'\u2028\u2029\x85") or name.strip() != name for name in names)
           or ending == "csv")  # fmt: skip
    frame = pd.DataFrame({"source": names[:1] * (len(names) - 1), "target": names[1:]})
    net = nc.Network(names, frame)
    path = tmp_path_factory.mktemp("ids") / f"n.{ending}"
    net.save(path)
    assert nc.read_network(path).pairs.equals(net.pairs)


def test_saving_never_deletes_what_is_not_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    net = example()
    folder = net.save(tmp_path / "n")
    (folder / "my notes.docx").write_text("work")
    with pytest.raises(NetworkError, match=r"other files \(my notes\.docx\)"):
        net.save(folder)
    assert (folder / "my notes.docx").read_text() == "work"
    (folder / "my notes.docx").unlink()
    monkeypatch.chdir(folder)
    net.without("OSPOD HB").save(".")
    assert nc.read_network(folder).n_actors == 4
    (tmp_path / "v1.2").mkdir()
    net.save(tmp_path / "v1.2")
    assert nc.read_network(tmp_path / "v1.2").equals(net)


def test_what_would_come_back_changed_is_refused(tmp_path: Path) -> None:
    for values in ([1 + 2j], [{1, 2}], [pd.Interval(0, 1)]):
        net = nc.Network(
            pd.DataFrame({"odd": pd.Series(values, index=["A"], dtype="object")}),
            ROUND_TABLE.head(0),
        )
        with pytest.raises(NetworkError, match="cannot be saved"):
            net.save(tmp_path / "n")
    assert list(tmp_path.iterdir()) == []


def test_attributes_of_other_people_s_graphs_stay() -> None:
    graph = nx.Graph()
    graph.add_node("a", actor_id="x")
    graph.add_node("b", actor_id="y")
    graph.add_edge("a", "b", source="survey", target="2018")
    net = nc.from_networkx(graph)
    assert net.actors.index.tolist() == ["a", "b"]
    assert net.actors["actor_id"].tolist() == ["x", "y"]
    assert net.ties[["source_", "target_"]].to_numpy().tolist() == [["survey", "2018"]]


def test_arcs_both_ways_survive_where_ties_have_no_direction(tmp_path: Path) -> None:
    """Meetings beside referrals there and back: three rows of one pair."""
    records = nc.Records(
        meetings=pd.DataFrame({"actor": ["A", "B"], "meeting_id": "1"}),
        referrals=pd.DataFrame({"source": ["A", "B"], "target": ["B", "A"], "count": [3, 1]}),
    )
    net = nc.build_network(records)
    for name in ("n.graphml", "n.gexf"):
        with pytest.warns(LossyExportWarning):
            again = nc.read_network(net.save(tmp_path / name))
        assert (
            again.layer("referral")
            .ties[["source", "target", "weight"]]
            .equals(net.layer("referral").ties[["source", "target", "weight"]])
        )
        assert again.pairs.equals(net.pairs)
