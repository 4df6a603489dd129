"""What is written for R can be read as the scripts say, and nothing leaves that must not.

R is not needed: the files are read by pandas, and the scripts are searched for what they name.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import netcoop as nc
from netcoop.compare import export_folder
from netcoop.compare.exports import export_r
from netcoop.errors import ArgumentError, NetcoopError

PHASES = {"pre": ("2023-01-01", "2023-12-31"), "during": ("2024-01-01", "2024-12-31")}
MEETINGS = pd.DataFrame(
    [("1", "2023-03-01", name) for name in ("office", "school", "=police")]
    + [("2", "2024-03-01", name) for name in ("office", "school")]
    + [("3", "2024-03-09", name) for name in ("office", "school", "jana")],
    columns=["meeting_id", "date", "actor"],
)
ACTORS = pd.DataFrame(
    [
        ("office", "OSPOD", False, None, None),
        ("school", "ZS", False, None, None),
        ("=police", "PCR", False, None, "2023-12-31"),
        ("jana", "PLDD", True, "2024-01-01", None),
    ],
    columns=["actor_id", "kind", "person", "active_from", "active_to"],
)
REFERRALS = pd.DataFrame(
    [("school", "office", "2023-02-01", 7), ("office", "jana", "2024-02-10", 3)],
    columns=["source", "target", "date", "count"],
)


def records(**tables: Any) -> nc.Records:
    actors = ACTORS.assign(name=ACTORS["actor_id"].str.title())
    for column in ("active_from", "active_to"):
        actors[column] = pd.to_datetime(actors[column])
    dated = {
        name: table.assign(date=pd.to_datetime(table["date"]))
        for name, table in ({"meetings": MEETINGS, "referrals": REFERRALS} | tables).items()
    }
    return nc.Records(actors=actors, **dated)


def read(folder: Path, name: str, **options: Any) -> pd.DataFrame:
    return pd.read_csv(folder / name, encoding="utf-8-sig", **options)


def everything(folder: Path) -> str:
    return "\n".join(path.read_text("utf-8-sig") for path in sorted(folder.iterdir()))


def code_of(folder: Path) -> str:
    (script,) = folder.glob("*.R")
    return re.sub(r"#.*", "", script.read_text("utf-8"))


def test_statnet_has_a_list_a_phase_and_spells(tmp_path: Path) -> None:
    folder = export_r(records(), tmp_path / "r", phases=PHASES)
    nodes, phases = read(folder, "nodes.csv"), read(folder, "phases.csv")
    assert nodes["label"].tolist() == ["'=police", "PLDD 1", "office", "school"]
    assert phases.to_dict("list") == {
        "phase": ["pre", "during"],
        "onset": [0, 1],
        "terminus": [1, 2],
        "file": ["ties_1.csv", "ties_2.csv"],
    }
    before, later = (read(folder, file) for file in phases["file"])
    assert before[["tail", "head"]].to_numpy().tolist() == [[1, 3], [1, 4], [3, 4]]
    assert later[["tail", "head"]].to_numpy().tolist() == [[2, 3], [2, 4], [3, 4]]
    assert later["meetings"].tolist() == [1, 1, 2]
    assert later["weight"].tolist() == [0.5, 0.5, 1.5]
    spells = read(folder, "edge_spells.csv")
    assert list(spells) == ["onset", "terminus", "tail", "head"]
    assert spells.to_numpy().tolist()[0] == [0, 1, 1, 3]
    assert len(spells) == 6
    there = read(folder, "vertex_spells.csv")
    assert there.groupby("onset")["vertex"].apply(list).to_dict() == {0: [1, 3, 4], 1: [2, 3, 4]}
    # No tie of somebody who is not there.
    both = spells.merge(there, left_on=["onset", "head"], right_on=["onset", "vertex"])
    assert len(both) == len(spells)


def test_rsiena_has_a_matrix_a_phase(tmp_path: Path) -> None:
    folder = export_r(records(), tmp_path / "r", target="rsiena", phases=PHASES)
    first, second = (
        pd.read_csv(folder / name, header=None).to_numpy() for name in ("wave_1.csv", "wave_2.csv")
    )
    assert first.tolist() == [[0, 10, 1, 1], [10, 0, 10, 10], [1, 10, 0, 1], [1, 10, 1, 0]]
    assert second.tolist() == [[0, 10, 10, 10], [10, 0, 1, 1], [10, 1, 0, 1], [10, 1, 1, 0]]
    one_way = export_r(records(), tmp_path / "s", target="rsiena", layer="referral", phases=PHASES)
    wave = pd.read_csv(one_way / "wave_1.csv", header=None).to_numpy()
    assert (wave[3, 2], wave[2, 3]) == (1, 0)


def test_goldfish_has_events_by_month(tmp_path: Path) -> None:
    folder = export_r(records(), tmp_path / "r", target="goldfish")
    events = read(folder, "events.csv")
    days = (pd.to_datetime(["2023-02-01", "2024-02-01"]) - pd.Timestamp("1970-01-01")).days
    # 3 referrals are "fewer than 5".
    assert events.to_dict("list") == {
        "time": days.tolist(),
        "sender": ["school", "office"],
        "receiver": ["office", "PLDD 1"],
        "increment": [7.0, 2.5],
    }
    nodes = read(folder, "nodes.csv", dtype="str").set_index("label")["present"]
    assert nodes.to_dict() == {
        "'=police": "TRUE", "PLDD 1": "FALSE", "office": "TRUE", "school": "TRUE",
    }  # fmt: skip
    changes = read(folder, "composition.csv")
    assert list(changes) == ["time", "node", "replace"]
    first_day = (pd.Timestamp("2024-01-01") - pd.Timestamp("1970-01-01")).days
    assert set(changes.itertuples(index=False, name=None)) == {
        (first_day - 0.5, "'=police", False),
        (first_day - 0.5, "PLDD 1", True),
    }
    # Who sends or receives is there at that time.
    present = nodes.eq("TRUE").to_dict()
    moves = [(row.time, 0, row) for row in changes.itertuples()]
    moves += [(row.time, 1, row) for row in events.itertuples()]
    for _, kind, row in sorted(moves, key=lambda move: move[:2]):
        if kind:
            assert present[row.sender]
            assert present[row.receiver]
        else:
            present[row.node] = row.replace


def test_goldfish_takes_meetings_as_well(tmp_path: Path) -> None:
    folder = export_r(records(), tmp_path / "r", target="goldfish", layer="meeting")
    events = read(folder, "events.csv")
    assert events["increment"].tolist() == [1, 1, 1, 1, 1, 2]
    assert "directed = FALSE" in code_of(folder)


def test_backbone_has_the_attendance(tmp_path: Path) -> None:
    folder = export_r(records(), tmp_path / "r", target="backbone")
    table = read(folder, "incidence.csv", index_col=0)
    assert list(table) == ["m1", "m2", "m3"]
    net = nc.build_network(records(), layers=["meeting"])
    order = [name for name in net.actors.index if name != "jana"]
    own = net.incidence.toarray()[net.actors.index.get_indexer(order)]
    labels = ["'" + name if name.startswith("=") else name for name in order]
    np.testing.assert_array_equal(table.loc[labels].to_numpy(), own)
    again = export_r(net, tmp_path / "s", target="backbone")
    assert everything(again) == everything(folder)


def test_a_case_conference_is_not_shown_by_itself(tmp_path: Path) -> None:
    sheet = MEETINGS.assign(kind=np.where(MEETINGS["meeting_id"] == "2", "PRIPKONF", "PORADA"))
    folder = export_r(records(meetings=sheet), tmp_path / "r", target="backbone")
    assert list(read(folder, "incidence.csv", index_col=0)) == ["m1", "m2"]
    for phases in ({"day": ("2024-03-01", "2024-03-01")}, None):
        freq = None if phases else "W-MON"
        with pytest.raises(ArgumentError, match="shorter than a month"):
            export_r(records(), tmp_path / "s", phases=phases, freq=freq)
    assert not (tmp_path / "s").exists()


@pytest.mark.parametrize("target", ["statnet", "rsiena", "goldfish", "backbone"])
def test_no_person_and_no_small_number_leaves(tmp_path: Path, target: str) -> None:
    options = {} if target == "backbone" else {"layer": "referral", "phases": PHASES}
    folder = export_r(records(), tmp_path / "r", target=target, **options)
    text = everything(folder)
    assert "jana" not in text.lower()
    assert "PLDD 1" in text
    if target == "statnet":
        assert read(folder, "ties_2.csv")["weight"].tolist() == [2.5]


@pytest.mark.parametrize("target", ["statnet", "rsiena", "goldfish", "backbone"])
@pytest.mark.parametrize("layer", ["meeting", "referral"])
def test_scripts_name_what_there_is(tmp_path: Path, target: str, layer: str) -> None:
    if target == "backbone" and layer == "referral":
        return
    options = {} if target == "backbone" else {"phases": PHASES}
    folder = export_r(records(), tmp_path / "r", target=target, layer=layer, **options)
    script = code_of(folder)
    files = {path.name for path in folder.iterdir()}
    named = set(re.findall(r'"([\w.]+\.csv)"', script))
    listed = set(read(folder, "phases.csv")["file"]) if "phases.csv" in files else set()
    assert files == named | listed | {f"read_{target}.R"}
    columns = {name for file in named for name in read(folder, file)}
    assert set(re.findall(r"(?:nodes|phases|spells)\$(\w+)", script)) <= columns
    assert set(re.findall(r"(\w+) = \"(?:character|logical)\"", script)) <= columns
    for quoted in re.findall(r"\[, c\(([^)]*)\)\]", script):
        assert set(re.findall(r'"(\w+)"', quoted)) <= columns
    assert "DIRECTED" not in script
    if target in ("statnet", "goldfish"):
        assert f"directed = {'TRUE' if layer == 'referral' else 'FALSE'}" in script
    assert script.count("(") == script.count(")")
    assert script.count("{") == script.count("}")


def test_kinds_in_no_vocabulary_are_other(tmp_path: Path) -> None:
    actors = pd.DataFrame({"kind": ["ZS", "where Jana works", None]}, index=["A", "B", "C"])
    net = nc.Network(actors, pd.DataFrame({"source": ["A"], "target": ["B"]}))
    folder = export_r(net, tmp_path / "r")
    assert read(folder, "nodes.csv")["kind"].tolist()[:2] == ["ZS", "other"]
    assert "Jana" not in everything(folder)


def test_networks_give_what_their_records_give(tmp_path: Path) -> None:
    nets = nc.periods(records(), PHASES)
    for layer in ("meeting", "referral"):
        one = export_r(records(), tmp_path / f"a{layer}", layer=layer, phases=PHASES)
        other = export_r(nets, tmp_path / f"b{layer}", layer=layer)
        for name in ("nodes.csv", "vertex_spells.csv"):
            assert (one / name).read_text() == (other / name).read_text()
        if layer == "meeting":
            assert everything(one) == everything(other)
    single = export_r(nc.build_network(records(), layers=["meeting"]), tmp_path / "c")
    assert read(single, "phases.csv")["phase"].tolist() == ["all"]


def test_the_example_data_can_be_written(tmp_path: Path) -> None:
    example = nc.datasets.load("havlickuv_brod")
    folder = export_r(example, tmp_path / "r", target="statnet", freq="YS")
    assert len(read(folder, "phases.csv")) >= 2
    weights = read(export_r(example, tmp_path / "g", target="goldfish", freq="YS"), "events.csv")[
        "increment"
    ]
    assert ((weights == 2.5) | (weights >= 5)).all()


def test_a_folder_is_written_wholly_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = export_r(records(), tmp_path / "r", phases=PHASES)
    before = everything(folder)
    write = export_folder.write_text_atomically

    def stops(path: Path, content: str) -> Path:
        if path.name == "edge_spells.csv":
            raise OSError(28, "No space left on device")
        return write(path, content)

    with monkeypatch.context() as full:
        full.setattr(export_folder, "write_text_atomically", stops)
        for name in ("r", "new"):
            with pytest.raises(OSError, match="No space"):
                export_r(records(), tmp_path / name, phases=PHASES)
    assert [path.name for path in tmp_path.iterdir()] == ["r"]
    assert everything(folder) == before
    # What another export left in the folder goes.
    export_r(records(), folder, target="backbone")
    assert {path.name for path in folder.iterdir()} == {
        "incidence.csv", "nodes.csv", "read_backbone.R",
    }  # fmt: skip
    assert [path.name for path in tmp_path.iterdir()] == ["r"]


def test_other_files_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    for place in (tmp_path, tmp_path / "mine.txt"):
        with pytest.raises(ArgumentError, match=r"mine\.txt"):
            export_r(records(), place, phases=PHASES)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(
    "options",
    [
        {"target": "stata"},
        {"target": None},
        {"layer": "claim"},
        {"target": "backbone", "layer": "referral"},
        {"target": "rsiena", "phases": {"all": (None, None)}},
        {"target": "goldfish", "phases": {"all": (None, None)}},
        {"phases": {}},
        {"phases": PHASES, "freq": "YS"},
        {"freq": "never"},
        {},
        {"path": 3},
        {"path": ""},
        {"source": "records"},
        {"source": {}},
        {"source": {"a": 1}},
        {"source": nc.Network("AB", pd.DataFrame({"source": ["A"], "target": ["B"]})),
         "freq": "YS"},
        {"source": nc.Network("AB", pd.DataFrame({"source": ["A"], "target": ["B"]})),
         "target": "backbone"},
    ],
)  # fmt: skip
def test_what_cannot_be_written_is_refused(tmp_path: Path, options: dict[str, Any]) -> None:
    given = {"source": records(), "path": tmp_path / "r"} | options
    with pytest.raises(NetcoopError):
        export_r(**given)
    assert not list(tmp_path.iterdir())


def test_a_network_without_ties_is_written(tmp_path: Path) -> None:
    nobody = pd.DataFrame({"source": [], "target": []}, dtype="str")
    folder = export_r(nc.Network("AB", nobody), tmp_path / "r")
    assert read(folder, "ties_1.csv").empty
    assert len(read(folder, "vertex_spells.csv")) == 2
    one = nc.Network("AB", pd.DataFrame({"source": ["A"], "target": ["B"]}), directed=True)
    for name in ("ties_1.csv", "edge_spells.csv"):
        assert len(read(export_r(one, tmp_path / "t", layer="tie"), name)) == 1
    with pytest.raises(ArgumentError, match="tie"):
        export_r(one, tmp_path / "u", layer="meeting")
    assert export_r(nc.Network([], nobody), tmp_path / "s").is_dir()
