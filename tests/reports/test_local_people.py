"""Who the actors are, who holds them together, what falls apart: the parts of a local report."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import networkx as nx
import pandas as pd
import pytest

import netcoop as nc
from netcoop.network import build_network, disclose
from netcoop.reports.document import Bullets, Document, Paragraph, Table
from netcoop.reports.forms.html import render
from netcoop.reports.local.burden import find_burden
from netcoop.reports.local.given import Given
from netcoop.reports.local.hanging import hanging
from netcoop.reports.local.people import Told
from netcoop.reports.local.who import find_who
from netcoop.reports.local.without import find_without
from tests.gaps.region import ACTORS, region_records

if TYPE_CHECKING:
    from collections.abc import Callable

PARTS = [find_who, find_burden, find_without]


def given_of(records: nc.Records, lang: str = "en") -> Given:
    resolved = nc.resolve_actors(records)
    full = build_network(resolved)
    return Given(lang, resolved, full, disclose(full))


def sheet(*meetings: str, **columns: object) -> pd.DataFrame:
    """Write an attendance sheet; each meeting is a word, each actor a letter."""
    rows = [(str(i), actor) for i, actors in enumerate(meetings) for actor in actors]
    days = pd.date_range("2024-01-10", periods=len(meetings), freq="D")
    table = pd.DataFrame(rows, columns=["meeting_id", "actor"])
    table["date"] = table["meeting_id"].astype(int).map(dict(enumerate(days)))
    return table.assign(**columns)


def register(actors: str, networker: str = "", **columns: object) -> pd.DataFrame:
    roles = ["facilitator" if actor in networker else None for actor in actors]
    table = pd.DataFrame({"actor_id": list(actors), "role": pd.Series(roles, dtype="str")})
    return table.assign(name=table["actor_id"].str.upper() + "-name", kind="ZS").assign(**columns)


def words(part: Told) -> str:
    """All that a part says, in one text."""
    said: list[str] = [part.heading]
    for block in part.section().blocks:
        if isinstance(block, Paragraph):
            said.append(block.words)
        elif isinstance(block, Bullets):
            said += block.items
        elif isinstance(block, Table):
            said += [block.caption, block.note]
            said += [f"{column.label} {column.meaning}" for column in block.columns]
            said += [" ".join(block.shown(row, part.lang)) for row in block.rows]
    said += [f"{piece.what} {piece.why}" for piece in part.advice()]
    said += [table.to_csv() for table in part.tables().values()]
    return "\n".join(said)


def table(part: Told | None, caption: str) -> Table:
    assert part is not None
    found = [
        block
        for block in part.section().blocks
        if isinstance(block, Table) and block.caption == caption
    ]
    assert len(found) == 1, [b.caption for b in part.section().blocks if isinstance(b, Table)]
    return found[0]


def told(part: Told | None) -> Told:
    assert part is not None
    return part


@pytest.fixture(scope="module")
def region() -> Given:
    return given_of(region_records())


# -- who -----------------------------------------------------------------------------------------


def test_who_counts_the_region_by_kind(region: Given) -> None:
    counts = {row[0]: row[1:] for row in table(find_who(region), "Actors by kind").rows}
    assert counts["Social activation services for families with children"] == (2, 2, 0)
    assert counts["Child psychiatrist"] == (1, 0, 1)
    assert counts["Paediatrician (primary care)"] == (1, 0, 0)
    assert sum(row[0] for row in counts.values()) == len(ACTORS)
    places = table(find_who(region), "Where the actors are from").rows
    assert places == (("Havlíčkův Brod", 11, 10, 0), ("Jihlava", 1, 0, 1))
    assert "in no record of meetings, referrals or contacts: Psychiatrist." in words(
        told(find_who(region))
    )


def test_who_sums_up_many_kinds_without_losing_anybody() -> None:
    given = given_of(nc.datasets.load("havlickuv_brod"))
    found = table(find_who(given), "Actors by kind")
    assert len(found.rows) == 15
    assert sum(row[1] for row in found.rows) == given.net.n_actors
    kinds = given.net.actors["kind"].nunique()
    assert found.note.startswith(f"The last row sums up {kinds - 14} more kinds")


def test_who_says_who_was_invited_and_answered() -> None:
    actors = register("abcd", invited=["ano", "ano", "ne", None], answered=["yes", "no", None, ""])
    said = words(told(find_who(given_of(nc.Records(meetings=sheet("ac"), actors=actors)))))
    assert "as invited: 2; of these, came to at least one meeting: 1." in said
    assert "as having answered: 1 of 2." in said


def test_who_does_not_repeat_words_of_its_own() -> None:
    actors = register("ab", kind=["Novákova poradna", None], region=["U Nováků", "Jihlava"])
    said = words(told(find_who(given_of(nc.Records(meetings=sheet("ab"), actors=actors)))))
    assert "Novák" not in said
    assert "another kind" in said
    assert "kind not known" in said
    assert "another place" in said


# -- burden --------------------------------------------------------------------------------------


def test_go_betweens_of_two_cliques_joined_by_one() -> None:
    # x alone joins two groups of four: all 4 · 4 of the 8 · 7 / 2 pairs of others go through it.
    given = given_of(nc.Records(meetings=sheet("abcdx", "efghx"), actors=register("abcdefghx")))
    part = told(find_burden(given))
    first = table(part, "Go-betweens").rows
    assert [row[0] for row in first] == ["X-name"]
    assert first[0][2] == pytest.approx(100 * 16 / 28)
    keys = table(part, "Who holds the network together, and who reaches it best").rows
    assert keys[0][1:] == ("X-name", pytest.approx(100 * 32 / 56), "X-name", 100)
    (advice,) = [piece for piece in part.advice() if piece.what.startswith("Give")]
    assert advice.urgency == 2
    assert advice.weight == 4
    assert "Without X-name, 4 actors would be apart" in advice.why


def test_cut_off_counts_agree_with_networkx(region: Given) -> None:
    graph = nx.Graph(list(region.net.pairs[["source", "target"]].itertuples(index=False)))
    advised = {piece.why: piece.weight for piece in told(find_burden(region)).advice()}
    whole = len(max(nx.connected_components(graph), key=len))
    rest = graph.subgraph(set(graph) - {"office"})
    cut = whole - 1 - max(map(len, nx.connected_components(rest)))
    assert advised["Without Office, 5 actors would be apart from the rest of the network."] == cut


def test_offices_and_networkers_are_set_aside(region: Given) -> None:
    part = told(find_burden(region))
    others = table(part, "Go-betweens when offices and networkers are set aside").rows
    assert not {"Office", "Net"} & {row[0] for row in others}
    assert table(part, "Go-betweens").rows[0][0] == "Office"


def test_nobody_is_named_who_breaks_nothing() -> None:
    # A ring of seven: no single actor leaves others apart.
    ring = sheet("ab", "bc", "cd", "de", "ef", "fg", "ga")
    keys = table(
        find_burden(given_of(nc.Records(meetings=ring))),
        "Who holds the network together, and who reaches it best",
    )
    assert keys.rows[0][1:3] == ("nobody", None)
    assert keys.rows[1][1] != "nobody"


def test_key_players_of_a_saturated_network_are_left_out() -> None:
    part = told(find_burden(given_of(nc.Records(meetings=sheet("abcdefgh")))))
    assert "weak points and central places say little" in words(part) or (
        "Nobody stands between others" in words(part)
    )
    # One sentence stands for the tables, and nobody is at more meetings than the others.
    assert [block for block in part.blocks if isinstance(block, Table)] == []
    assert "workload.csv" in words(part)
    assert part.advice() == ()


def test_the_overloaded_are_advised_on_and_networkers_are_not() -> None:
    # All within one month: a and n come to 11 meetings, the others to one.
    pairs = [f"an{other}" for other in "bcdefghijkl"]
    records = nc.Records(meetings=sheet(*pairs), actors=register("anbcdefghijkl", "n"))
    part = told(find_burden(given_of(records)))
    share = [piece for piece in part.advice() if piece.what.startswith("Share out")]
    assert [piece.what.rpartition(": ")[2] for piece in share] == ["A-name."]
    much = table(part, "Who is at clearly more meetings than the others").rows
    assert [row[:2] for row in much] == [("A-name", 11)]
    assert len(part.tables()["workload.csv"]) == 13
    assert "1 actor is at clearly more meetings than the others: A-name." in words(part)


# -- without -------------------------------------------------------------------------------------


def test_without_the_center_of_a_star_nothing_is_left() -> None:
    records = nc.Records(meetings=sheet("na", "nb", "nc", "nd"), actors=register("nabcd", "n"))
    part = told(find_without(given_of(records)))
    rows = {row[0]: row[1:3] for row in table(
        part, "The network with the networker and without").rows}  # fmt: skip
    assert rows["tied pairs"] == (4, 0)
    assert rows["separate pieces"] == (1, 4)
    assert rows["others without any tie"] == (0, 4)
    assert rows["pairs that cannot reach each other, %"] == (0, 100)
    assert [piece.weight for piece in part.advice()] == [4]


def test_two_cliques_joined_by_the_networker() -> None:
    records = nc.Records(meetings=sheet("abn", "cdn", "ab", "cd"), actors=register("abcdn", "n"))
    part = told(find_without(given_of(records)))
    rows = {row[0]: row[1:3] for row in table(
        part, "The network with the networker and without").rows}  # fmt: skip
    assert rows["separate pieces"] == (1, 2)
    # Of 4 · 3 ordered pairs, 2 · 2 · 2 are apart.
    assert rows["pairs that cannot reach each other, %"] == (0, pytest.approx(100 * 8 / 12))


def test_pairs_tied_only_at_facilitated_meetings(region: Given) -> None:
    found = hanging(region)
    assert found is not None
    assert found.lost[["source", "target"]].to_numpy().tolist() == [
        ["counsel", "office"],
        ["counsel", "school"],
    ]
    assert found.lost["sure"].all()
    assert found.meetings_gone == (2,)
    again = {actor: found.cases[case] for actor, case in found.newly_alone.items()}
    assert set(again) == {"psychologist", "counsel"}


def test_unknown_facilitation_gives_a_range() -> None:
    meetings = sheet("abn", "ac", "bc")
    meetings["facilitated"] = meetings["meeting_id"].map({"0": True, "1": None, "2": False})
    records = nc.Records(meetings=meetings, actors=register("abcn"))
    found = hanging(given_of(records))
    assert found is not None
    assert found.who == ()
    pairs = found.lost.set_index(["source", "target"])["sure"].to_dict()
    assert pairs == {("a", "b"): True, ("a", "n"): True, ("b", "n"): True, ("a", "c"): False}
    part = told(find_without(given_of(records)))
    assert "tied only thanks to facilitated meetings: 3–4." in words(part)
    assert "All of these pairs are in ties_at_facilitated_meetings.csv." in words(part)
    assert "so a range is given" in words(part)


def test_a_pair_that_refers_does_not_hang_on_meetings() -> None:
    meetings = sheet("abn").assign(facilitated=True)
    referrals = pd.DataFrame({"source": ["a"], "target": ["b"], "count": [2]})
    actors = register("abn", "n")
    bare = hanging(given_of(nc.Records(meetings=meetings, actors=actors)))
    tied = hanging(given_of(nc.Records(meetings=meetings, referrals=referrals, actors=actors)))
    assert bare is not None
    assert tied is not None
    assert len(bare.lost) == 1
    assert len(tied.lost) == 0


def test_without_a_networker_it_says_so() -> None:
    part = told(find_without(given_of(nc.Records(meetings=sheet("ab", "bc")))))
    (block,) = part.section().blocks
    assert isinstance(block, Paragraph)
    assert block.words.startswith("No networker is marked in the records")
    assert part.advice() == ()
    assert part.tables() == {}


# -- all -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("find", PARTS)
@pytest.mark.parametrize("lang", ["cs", "en"])
def test_no_person_is_named_anywhere(
    find: Callable[[Given], Told | None], lang: str, region: Given
) -> None:
    actors = region.records.actors
    assert actors is not None
    secret = {"net": "Jana Tajná", "psychologist": "MUDr. Skrytá", "doctor": "Petr Neznámý"}
    known = actors.assign(
        person=actors["actor_id"].isin(secret),
        name=actors["actor_id"].map(secret).fillna(actors["name"]),
    )
    given = given_of(region_records().replace({"actors": known[["actor_id", "name", "kind",
                                              "role", "region", "person"]]}), lang)  # fmt: skip
    said = words(told(find(given)))
    for name in secret.values():
        assert name.split()[-1] not in said
    for actor in secret:
        assert f"{actor}," not in said.replace("networker", "")


@pytest.mark.parametrize("find", PARTS)
def test_referrals_alone_tell_no_count(find: Callable[[Given], Told | None]) -> None:
    def said(*counts: int) -> str:
        ends = pd.DataFrame({"source": list("aab"), "target": list("bcd"), "count": counts})
        records = nc.Records(referrals=ends, actors=register("abcdn", "n"))
        return words(told(find(given_of(records))))

    # All of these are hidden, so nothing that is said may tell them apart.
    assert said(1, 2, 4) == said(4, 3, 1)


@pytest.mark.parametrize("find", PARTS)
def test_one_actor(find: Callable[[Given], Told | None]) -> None:
    one = sheet("a")
    for records in (nc.Records(meetings=one), nc.Records(meetings=one, actors=register("a", "a"))):
        part = told(find(given_of(records)))
        assert part.section().blocks
        render(Document("en", "one", (part.section(),)))


@pytest.mark.parametrize("find", PARTS)
def test_order_of_actors_changes_nothing(find: Callable[[Given], Told | None]) -> None:
    meetings = sheet(*("".join(pair) for pair in combinations("abcd", 2)), "dn", "ne", "nf")
    actors = register("abcdefn", "n")
    one = told(find(given_of(nc.Records(meetings=meetings, actors=actors))))
    turned = actors.iloc[::-1].reset_index(drop=True)
    other = told(find(given_of(nc.Records(meetings=meetings, actors=turned))))
    assert words(one).splitlines()[:20] == words(other).splitlines()[:20]
    assert one.advice() == other.advice()


@pytest.mark.parametrize("find", PARTS)
def test_tables_are_as_narrow_as_a_page(
    find: Callable[[Given], Told | None], region: Given
) -> None:
    for given in (region, given_of(nc.datasets.load("havlickuv_brod"))):
        for block in told(find(given)).section().blocks:
            if isinstance(block, Table):
                assert len(block.columns) <= 6
                assert 0 < len(block.rows) <= 15
