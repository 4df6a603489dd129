"""The attack: what an outsider can work out from a whole output folder, and what stands in it."""

from __future__ import annotations

import math
import shutil
import warnings
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import netcoop as nc
from netcoop._core.files import write_spreadsheet_csv
from netcoop.metrics import metric_table
from netcoop.network import write_file
from netcoop.network.together import disclose_together
from netcoop.reports.tables import tie_table
from tests.attack.attack import Seen, narrowed
from tests.attack.collect import WHOLE, collect, leaked

ACTORS = ["OSPOD", "ZŠ", "PČR", "síťař"]
PHASES = {"2023": ("2023-01-01", "2023-12-31"), "2024": ("2024-01-01", "2024-12-31")}
PAIRS = [(a, b) for a in ACTORS for b in ACTORS if a != b]
# What names and data of people were planted, however they may come to light.
PLANTED = [
    "Jana Nováková", "Mgr. Karel Tajný", "nejasna.eva", "Eva Nejasná", "105412/1239",
    "karel.tajny@example.cz", "+420 603 111 222", "12 P 345/2023", "matka nezvládá výchovu",
    "šikana v 9.B", "Bc. Petra Skrytá", "Odd. péče (p. Ořechová)", "volat paní Hanákové",
]  # fmt: skip


def world(counts: dict[tuple[str, str, str], int], *, meetings: bool = True) -> nc.Records:
    """Records with so many referrals by period, source and target; a row for each referral."""
    log = pd.DataFrame(
        [
            (source, target, f"{period}-{1 + 2 * (n % 6):02d}-10")
            for (period, source, target), count in counts.items()
            for n in range(count)
        ],
        columns=["source", "target", "date"],
    )
    register = pd.DataFrame(
        {
            "actor_id": ACTORS,
            "name": ACTORS,
            "kind": ["OSPOD", "ZS", "PCR", "LOK_SITAR"],
            "role": [None, None, None, "facilitator"],
        }
    )
    sheet = pd.DataFrame(
        {
            "actor": [*ACTORS, "OSPOD", "ZŠ"],
            "meeting_id": list("111122"),
            "date": ["2023-02-01"] * 4 + ["2024-02-01"] * 2,
        }
    )
    tables = {"actors": register} | ({"meetings": sheet} if meetings else {})
    return nc.read_records(tables | ({"referrals": log} if len(log) else {}))


def put_out(records: nc.Records, folder: Path, *, periods: bool = False) -> Path:
    """Write everything a run writes, with two periods if asked for."""
    phases = {"phases": PHASES} if periods else {}
    with warnings.catch_warnings():
        # That a row has no date.
        warnings.simplefilter("ignore", nc.errors.NetcoopWarning)
        report = nc.report(records, lang="cs", draws=3, **phases)
    report.save(folder)
    for name in ("docx", "xlsx"):
        if hasattr(report, f"to_{name}") and not list(folder.glob(f"*.{name}")):
            getattr(report, f"to_{name}")(folder / f"report.{name}")
    if periods and not list(folder.glob("*period*.html")):
        beside(records, folder)
    return folder


def nets_of(records: nc.Records) -> tuple[nc.Network, dict[str, nc.Network]]:
    """Make the network of the whole time and those of two periods."""
    layers = [f for f in ("meeting", "referral") if f"{f}s" in records.tables]
    with warnings.catch_warnings():
        # That a row has no date.
        warnings.simplefilter("ignore", nc.errors.NetcoopWarning)
        whole = nc.build_network(nc.resolve_actors(records), layers=layers)
        return whole, nc.periods(nc.resolve_actors(records), PHASES, layers=layers)


def together(records: nc.Records, folder: Path) -> Path:
    """Write the whole and its periods, made ready to leave together: maps, network, ties."""
    folder.mkdir(exist_ok=True)
    whole, parts = nets_of(records)
    nc.map_network(whole, beside=parts, lang="cs").save(folder / "map.html")
    nc.map_network(parts, beside=whole, lang="cs").save(folder / "map_periods.html")
    shown, _ = disclose_together(whole, parts)
    write_file(shown, folder / "network.graphml")
    write_spreadsheet_csv(folder / "ties.csv", tie_table(shown), decimal=",")
    write_spreadsheet_csv(folder / "actors.csv", shown.actors.reset_index(), decimal=",")
    return folder


def beside(records: nc.Records, folder: Path) -> Path:
    """Write a map of two periods."""
    folder.mkdir(exist_ok=True)
    _, nets = nets_of(records)
    nc.map_network(nets, lang="cs").save(folder / "map_periods.html")
    return folder


MIXED = {
    ("2023", "OSPOD", "ZŠ"): 3, ("2024", "OSPOD", "ZŠ"): 5, ("2023", "ZŠ", "OSPOD"): 4,
    ("2023", "PČR", "OSPOD"): 12, ("2024", "PČR", "OSPOD"): 7, ("2024", "ZŠ", "PČR"): 4,
    ("2023", "síťař", "OSPOD"): 2, ("2024", "OSPOD", "síťař"): 9,
}  # fmt: skip


# The attack itself


@st.composite
def systems(draw: st.DrawFn) -> tuple[Seen, dict[str, int]]:
    """A few counts, some sums of them shown or hidden: true, but not protected."""
    true = {name: draw(st.integers(0, 7)) for name in "abcd"}
    seen = Seen(5)
    for name, value in list(true.items()):
        seen.show(name, "<5" if 0 < value < 5 else value)
    for number in range(draw(st.integers(0, 2))):
        parts = draw(st.lists(st.sampled_from("abcd"), min_size=2, unique=True))
        name, value = f"t{number}", sum(true[part] for part in parts)
        true[name] = value
        seen.show(name, draw(st.sampled_from([value, "×" if value else value])))
        seen.sums.append((name, parts))
        if draw(st.booleans()):
            most = draw(st.sampled_from([value, value + 3, math.inf]))
            seen.limits.append((draw(st.integers(0, value)), most, parts))
    return seen, true


@settings(max_examples=60, deadline=None)
@given(systems())
def test_the_attack_finds_what_trying_all_finds(system: tuple[Seen, dict[str, int]]) -> None:
    seen, true = system
    worlds = list(seen.worlds(40))
    assert true in worlds
    possible = {item: {one[item] for one in worlds} for item in seen.items}
    for item, value in seen.items.items():
        if value == "<5":
            assert {n for n in range(1, 5) if seen.can_be(item, n)} == possible[item]
        if value == "×":
            low, high = seen.interval(item)
            assert low <= min(possible[item])
            assert high >= max(possible[item])
    safe = all(possible[i] == {1, 2, 3, 4} for i, value in seen.items.items() if value == "<5")
    assert (not [one for one in narrowed(seen) if "cannot be" in one]) == safe


# The folder of a report


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return put_out(world(MIXED), tmp_path_factory.mktemp("out") / "all")


def test_nothing_hidden_in_a_report_can_be_narrowed(folder: Path) -> None:
    found = collect(folder)
    assert {"map.html", "report.html", "actors.csv", "ties.csv", "network.graphml"} <= found.files
    shown = [value for item, value in found.seen.items.items() if item[0] == WHOLE]
    assert shown.count("<5") == 3
    # The map says how many referrals there are at least; the attack has read it.
    assert found.seen.limits
    assert found.unexplained == []
    assert narrowed(found.seen) == []


def test_metrics_follow_from_what_is_published(folder: Path) -> None:
    table = pd.read_csv(folder / "actors.csv", sep=None, engine="python", encoding="utf-8-sig")
    table = table.set_index("actor_id")
    assert len(table)
    again = metric_table(nc.read_network(folder / "network.graphml"))
    for name in again.columns.intersection(table.columns):
        said = table[name].astype("str").str.replace(",", ".").astype("float64")
        np.testing.assert_allclose(said, again[name].loc[table.index], atol=1e-6, err_msg=name)


def test_whatever_is_hidden_may_be_any_small_number(folder: Path, tmp_path: Path) -> None:
    """Worlds that differ in hidden counts only write the same maps, networks and tables."""
    other = MIXED | {("2023", "ZŠ", "OSPOD"): 1, ("2024", "ZŠ", "PČR"): 2}
    again = put_out(world(other), tmp_path / "other")
    for name in ("map.html", "actors.csv", "ties.csv", "network.graphml", "problems.csv"):
        assert (folder / name).read_bytes() == (again / name).read_bytes(), name


def test_nothing_hidden_in_a_map_of_two_periods_can_be_narrowed(tmp_path: Path) -> None:
    found = collect(beside(world(MIXED), tmp_path / "periods"))
    assert {item[0] for item in found.seen.items if len(item) == 3} == {"2023", "2024"}
    assert "<5" in found.seen.items.values()
    assert any(item[0] == "list" for item in found.seen.items)
    assert found.unexplained == []
    assert narrowed(found.seen) == []


def test_nothing_can_be_narrowed_from_a_report_and_a_map_of_two_periods(tmp_path: Path) -> None:
    """OSPOD to school: 8 in all, 5 in 2024, so "<5" in 2023 is 3."""
    found = collect(put_out(world(MIXED), tmp_path / "both", periods=True))
    assert narrowed(found.seen) == []


def later(records: nc.Records, n: int) -> nc.Records:
    """Add referrals of 2025 and undated ones: in none of the periods."""
    log = records.tables["referrals"]
    more = pd.DataFrame(
        {"source": "PČR", "target": "OSPOD", "date": [pd.Timestamp("2025-01-10")] * n}
    )
    one = pd.DataFrame({"source": ["OSPOD"], "target": ["ZŠ"], "date": [pd.NaT]})
    tables = {name: frame for name, frame in records.tables.items() if name != "problems"}
    rows = pd.concat([log[["source", "target", "date"]], more, one], ignore_index=True)
    return nc.read_records({**tables, "referrals": rows.astype({"date": "datetime64[s]"})})


def test_nothing_can_be_narrowed_from_a_whole_and_its_periods(tmp_path: Path) -> None:
    found = collect(together(world(MIXED), tmp_path / "both"))
    assert {item[0] for item in found.seen.items if len(item) == 3} == {"2023", "2024", WHOLE}
    assert found.seen.items[WHOLE, "OSPOD", "ZŠ"] == "6–9"
    assert found.seen.items["2023", "OSPOD", "ZŠ"] == "<5"
    # Months of referrals are listed by period only.
    assert not any(item[:2] == ("list", WHOLE) for item in found.seen.items)
    assert any(item[0] == "list" for item in found.seen.items)
    assert found.unexplained == []
    assert narrowed(found.seen) == []


@pytest.mark.parametrize("n", [3, 6])
def test_nothing_can_be_narrowed_where_some_are_in_no_period(n: int, tmp_path: Path) -> None:
    found = collect(together(later(world(MIXED), n), tmp_path / "both"), rest=True)
    rests = {item[2:4]: value for item, value in found.seen.items.items()
             if item[-1] == "of all periods"}  # fmt: skip
    assert rests["PČR", "OSPOD"] == ("<5" if n < 5 else n)
    assert rests["OSPOD", "ZŠ"] == "<5"
    assert found.unexplained == []
    assert narrowed(found.seen) == []


COUNTS = st.dictionaries(
    st.tuples(st.sampled_from(["2023", "2024"]), st.sampled_from(PAIRS)).map(
        lambda drawn: (drawn[0], *drawn[1])
    ),
    st.integers(1, 8),
    min_size=1,
    max_size=7,
)


@settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    # To make a smaller world takes minutes.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(COUNTS, st.booleans())
def test_small_worlds(
    tmp_path_factory: pytest.TempPathFactory,
    counts: dict[tuple[str, str, str], int],
    meetings: bool,
) -> None:
    records = world(counts, meetings=meetings)
    for write in (put_out, beside):
        found = collect(write(records, tmp_path_factory.mktemp("small")))
        assert found.unexplained == []
        assert narrowed(found.seen) == []
        # What is shown is the truth: so the attack has understood the files.
        by_pair: dict[tuple[str, str, str], int] = {}
        for (period, source, target), n in counts.items():
            item = (WHOLE if write is put_out else period, source, target)
            by_pair[item] = by_pair.get(item, 0) + n
        ties = {i: v for i, v in found.seen.items.items() if len(i) == 3 and v != 0}
        assert ties == {i: "<5" if n < 5 else n for i, n in by_pair.items()}
    found = collect(together(records, tmp_path_factory.mktemp("small")))
    assert found.unexplained == []
    assert narrowed(found.seen) == []


def test_nothing_can_be_narrowed_from_the_example_data(tmp_path: Path) -> None:
    found = collect(put_out(nc.datasets.load("havlickuv_brod"), tmp_path / "hb"))
    assert list(found.seen.items.values()).count("<5") > 5
    assert found.unexplained == []
    assert narrowed(found.seen) == []


# What must make the attack succeed


def copy(folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(folder, tmp_path / "copy"))


def spoil(path: Path, old: str, new: str) -> None:
    content = path.read_bytes().decode("utf-8")
    assert old in content
    path.write_bytes(content.replace(old, new, 1).encode("utf-8"))


def test_one_total_added_is_found(folder: Path, tmp_path: Path) -> None:
    """36 are shown, so the three hidden are 10, and none of them is 1."""
    assert sum(MIXED.values()) == 46
    wrong = copy(folder, tmp_path)
    spoil(wrong / "report.html", "</h1>", "</h1><p>V záznamech je 46 předání.</p>")
    assert any("cannot be" in one for one in narrowed(collect(wrong).seen))


def test_a_table_with_a_total_is_found(folder: Path, tmp_path: Path) -> None:
    wrong = copy(folder, tmp_path)
    table = "<table><tr><th>komu</th><th>počet</th></tr>" + "".join(
        f"<tr><td>{name}</td><td>{value}</td></tr>"
        for name, value in (("ZŠ", "&lt;5"), ("PČR", "×"), ("Celkem", "9"))
    )
    spoil(wrong / "report.html", "</h1>", f"</h1>{table}</table>")
    found = narrowed(collect(wrong).seen)
    assert any("= ×: between 5 and 8" in one for one in found)


def test_a_number_shown_in_one_file_and_hidden_in_another_is_found(
    folder: Path, tmp_path: Path
) -> None:
    wrong = copy(folder, tmp_path)
    spoil(wrong / "ties.csv", "2,5", "4") if ";" in (wrong / "ties.csv").read_text("utf-8") else (
        spoil(wrong / "ties.csv", "2.5", "4")
    )
    spoil(wrong / "ties.csv", "<5", "")
    assert any("shown in one place" in one for one in narrowed(collect(wrong).seen))


def in_word(folder: Path, rows: list[list[str]], words: str = "") -> None:
    """Put a table or a sentence into the Word file."""
    import docx

    document = docx.Document(str(folder / "report.docx"))
    if rows:
        table = document.add_table(len(rows), len(rows[0]))
        for cells, row in zip(table.rows, rows, strict=True):
            for cell, value in zip(cells.cells, row, strict=True):
                cell.text = value
    document.add_paragraph(words)
    document.save(str(folder / "report.docx"))


def in_workbook(folder: Path, rows: list[list[str]], words: str = "") -> None:
    """Put a table or a sentence into the workbook, below what there is."""
    import openpyxl

    book = openpyxl.load_workbook(folder / "report.xlsx")
    sheet = book.worksheets[-1]
    # A number is a number there.
    cells = [[int(value) if value.isdigit() else value for value in row] for row in rows]
    for row in [[], *cells, [], [words]]:
        sheet.append(row)
    book.save(folder / "report.xlsx")


def in_new_csv(folder: Path, rows: list[list[str]], words: str = "") -> None:
    """Write one more file, with a table or a sentence."""
    lines = [";".join(row) for row in rows] or ["sentence", words]
    (folder / "more.csv").write_text("\n".join(lines), "utf-8")


PLACES = pytest.mark.parametrize("plant", [in_word, in_workbook, in_new_csv])
TOTALS = [["komu", "počet"], ["ZŠ", "<5"], ["PČR", "×"], ["Celkem", "9"]]


@PLACES
def test_a_total_beside_hidden_numbers_is_found_anywhere(plant, folder, tmp_path) -> None:
    wrong = copy(folder, tmp_path)
    plant(wrong, TOTALS)
    assert any("= ×: between 5 and 8" in one for one in narrowed(collect(wrong).seen))


@PLACES
def test_a_number_of_one_pair_is_found_anywhere(plant, folder, tmp_path) -> None:
    wrong = copy(folder, tmp_path)
    plant(wrong, [["od", "komu", "předání"], ["ZŠ", "PČR", "4"], ["OSPOD", "PČR", "0"]])
    assert any("shown in one place" in one for one in narrowed(collect(wrong).seen))


@PLACES
def test_a_number_in_a_sentence_is_found_anywhere(plant, folder, tmp_path) -> None:
    wrong = copy(folder, tmp_path)
    plant(wrong, [], "V záznamech je celkem 46 předání.")
    assert any("cannot be" in one for one in narrowed(collect(wrong).seen))


@PLACES
def test_the_same_table_hidden_here_and_shown_there_is_found(plant, folder, tmp_path) -> None:
    wrong = copy(folder, tmp_path)
    hidden = "".join(f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in
                     (("komu", "počet"), ("ZŠ", "&lt;5"), ("PČR", "12")))  # fmt: skip
    spoil(wrong / "report.html", "</h1>", f"</h1><table>{hidden}</table>")
    plant(wrong, [["komu", "počet"], ["ZŠ", "3"], ["PČR", "12"]])
    assert any("shown in one place" in one for one in narrowed(collect(wrong).seen))


def test_a_whole_made_ready_by_itself_is_found(tmp_path: Path) -> None:
    wrong = together(world(MIXED), tmp_path / "both")
    nc.map_network(nets_of(world(MIXED))[0]).save(wrong / "map.html")
    assert narrowed(collect(wrong).seen)


def test_a_range_that_is_too_narrow_is_found(tmp_path: Path) -> None:
    wrong = together(world(MIXED), tmp_path / "both")
    for name in ("map.html", "ties.csv", "network.graphml"):
        content = (wrong / name).read_bytes().decode("utf-8")
        (wrong / name).write_bytes(content.replace("6–9", "6–8").encode("utf-8"))
    assert any("cannot be [4]" in one for one in narrowed(collect(wrong).seen))


def test_a_strength_of_true_numbers_is_found(folder: Path, tmp_path: Path) -> None:
    wrong = copy(folder, tmp_path)
    page = (wrong / "map.html").read_text("utf-8")
    place = page.index('"strength":[') if '"strength":[[' not in page else None
    start = page.index('"metrics":{') if place is None else place
    start = page.index('"strength":[', start) + len('"strength":[')
    end = page.index(",", start)
    value = float(page[start:end])
    (wrong / "map.html").write_text(f"{page[:start]}{value + 0.3}{page[end:]}", "utf-8")
    assert collect(wrong).unexplained


# Names and data of people


def personal() -> nc.Records:
    """Records with a value of every kind that must not leave."""
    sheet = pd.DataFrame(
        {
            "actor": ["OSPOD", "Odd. péče (p. Ořechová)", "nejasna.eva", "OSPOD", "ZŠ"],
            "meeting_id": list("11122"),
            "date": "2023-02-01",
            "topic": ["šikana v 9.B", None, None, None, None],
            "role": [None, None, "Mgr. Karel Tajný", None, None],
            "jméno": ["Jana Nováková", None, None, None, None],
            "e-mail": ["karel.tajny@example.cz", None, None, None, None],
            "poznámka": ["matka nezvládá výchovu", None, None, None, None],
        }
    )
    register = pd.DataFrame(
        {
            "actor_id": ["OSPOD", "ZŠ", "nejasna.eva"],
            "name": ["OSPOD", "ZŠ", "Eva Nejasná"],
            "aliases": ["Odd. péče (p. Ořechová)|Bc. Petra Skrytá", None, None],
            "kind": ["OSPOD", "ZS", "PSYCH"],
            "person": [False, False, True],
            "telefon": ["+420 603 111 222", None, None],
        }
    )
    log = pd.DataFrame(
        {
            "source": ["OSPOD"] * 7,
            "target": ["ZŠ"] * 5 + ["nejasna.eva"] * 2,
            "date": ["2023-02-03"] * 6 + ["matka nezvládá výchovu"],
            "need": ["105412/1239"] + [None] * 6,
            "outcome": ["12 P 345/2023"] + [None] * 6,
            "rodné číslo": ["105412/1239"] * 7,
            "spisová značka": ["12 P 345/2023"] * 7,
        }
    )
    contacts = pd.DataFrame(
        {
            "source": ["OSPOD"],
            "target": ["ZŠ"],
            "date": ["2023-03-01"],
            "purpose": ["šikana v 9.B"],
            "next_step": ["volat paní Hanákové"],
        }
    )
    needs = pd.DataFrame(
        {"region": ["Brno"], "service": ["SS_RP"], "raised_by": ["Mgr. Karel Tajný"]}
    )
    return nc.read_records(
        {"meetings": sheet, "actors": register, "referrals": log, "contacts": contacts,
         "needs": needs}
    )  # fmt: skip


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return put_out(personal(), tmp_path_factory.mktemp("people") / "all", periods=True)


def test_nothing_personal_leaves(people: Path) -> None:
    assert leaked(people, PLANTED) == []
    # The actors themselves are there, the single person by its kind.
    assert leaked(people, ["person 1"])


@pytest.mark.parametrize("value", PLANTED)
def test_a_planted_value_is_found(value: str, people: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "out"
    wrong.mkdir()
    escaped = value.replace("ž", "\\u017e").replace("á", "&aacute;").replace("/", "&#47;")
    (wrong / "page.html").write_text(f"<p>je to {escaped.upper()}".replace("AACUTE", "aacute"))
    if "\\U017E" not in escaped.upper():
        assert leaked(wrong, [value]) == [("page.html", value)]
    half = len(value) // 2
    with zipfile.ZipFile(wrong / "report.docx", "w") as parts:
        runs = f"<w:r><w:t>{value[:half]}</w:t></w:r><w:r><w:t>{value[half:]}</w:t></w:r>"
        parts.writestr("word/document.xml", runs)
    assert ("report.docx!word/document.xml", value) in leaked(wrong, [value])


def test_numbers_are_found_without_their_spaces(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x\n1054121239\n603111222\n00420603111222\n420603111222\n")
    assert {value for _, value in leaked(tmp_path, PLANTED)} == {"105412/1239", "+420 603 111 222"}
