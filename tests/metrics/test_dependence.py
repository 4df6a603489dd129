"""What hangs on the networker, on records small enough to count by hand."""

from __future__ import annotations

import math

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import netcoop as nc
from netcoop.errors import ArgumentError, RecordError
from netcoop.metrics.dependent import dependence
from netcoop.metrics.fragments import distance_fragmentation, fragmentation
from netcoop.metrics.rebuilding import cases_without, rebuilt
from netcoop.metrics.register import METRICS
from netcoop.metrics.succession import EQUAL, successors_of

NO_TIES = pd.DataFrame({"source": [], "target": []})
# 1 and 2 are the networker's; 3 is one that A and B hold themselves, 4 one of C and D.
SHEET = pd.DataFrame(
    [("1", a, "net") for a in ["A", "B", "net"]]
    + [("2", a, "net") for a in ["B", "C", "net"]]
    + [("3", a, "A") for a in "AB"]
    + [("4", a, "C") for a in "CD"],
    columns=["meeting_id", "actor", "convener"],
)
REGISTER = pd.DataFrame(
    {
        "actor_id": [*"ABCD", "net"],
        "name": [*"ABCD", "Networker"],
        "role": [None, None, None, None, "facilitator"],
    }
)
RECORDS = nc.Records(meetings=SHEET, actors=REGISTER)


@pytest.fixture
def net() -> nc.Network:
    return nc.build_network(RECORDS)


def test_three_ways_to_measure(net: nc.Network) -> None:
    found = dependence(net, on="net")
    # Of the meetings 3 and 4 are left.
    held = nc.Records(meetings=SHEET[SHEET["meeting_id"].isin(["3", "4"])], actors=REGISTER)
    left = nc.build_network(held).without("net")
    expected = successors_of(net, net.without("net"), ["net"], left)
    pd.testing.assert_frame_equal(found.successors, expected)
    table = found.to_frame()
    # As it is: one piece. Without: A–B–C–D. Without its meetings: A–B and C–D.
    fragmented = table.loc["fragmentation", ["with", "without", "without_meetings"]]
    assert fragmented.tolist() == pytest.approx([0, 0, 1 - 4 / 12], abs=1e-12)
    assert table.loc["density", "with":"without_meetings"].tolist() == pytest.approx(
        [6 / 10, 3 / 6, 2 / 6], abs=1e-12
    )
    for end in ("low", "high"):
        column = table[f"without_meetings_{end}"]
        pd.testing.assert_series_equal(column, table["without_meetings"], check_names=False)
    assert table.loc["density", "label"] == "density"
    assert found.to_frame("cs").loc["density", "label"] == "hustota"
    assert (found.is_range, found.meetings_gone, found.note()) == (False, 2, None)


def test_every_metric_is_that_of_the_network(net: nc.Network) -> None:
    table = dependence(net, on="net").to_frame()
    fewer = nc.build_network(RECORDS.select(facilitated=False)).without("net")
    networks = {"with": net, "without": net.without("net"), "without_meetings": fewer}
    assert set(table.index) == {n for n, metric in METRICS.items() if metric.level == "network"}
    for name in ("density", "mean_degree", "transitivity", "fragmentation"):
        for column, other in networks.items():
            expected = METRICS[name].function(other)
            assert table.loc[name, column] == pytest.approx(expected, abs=1e-12, nan_ok=True)


def test_ties_that_live_at_its_meetings_only(net: nc.Network) -> None:
    ties = dependence(net, on="net").ties
    # A and B met without it, too; B and C did not.
    assert ties[["source", "target", "meetings"]].to_numpy().tolist() == [["B", "C", 1]]
    assert ties["weight"].tolist() == [0.5]


def test_an_actor_a_list_and_a_role_are_the_same(net: nc.Network) -> None:
    found = dependence(net, on="net")
    assert found.equals(dependence(net, on=["net", "net"]))
    assert found.equals(dependence(net, on="facilitator"))
    assert found.equals(dependence(net, RECORDS, on="Facilitator"))
    assert found.on == ("net",)
    assert not found.equals(dependence(net, on="A"))
    assert dependence(net, on=["D", "A"]).on == ("A", "D")


@pytest.mark.parametrize("how", [{"kind": "LOK_SITAR"}, {"kind": "KRAJ_SITAR"}, {"role": "síťař"}])
@pytest.mark.parametrize("asked", ["facilitator", "síťařka"])
def test_a_networker_is_known_by_role_or_kind(
    net: nc.Network, how: dict[str, str], asked: str
) -> None:
    column, word = next(iter(how.items()))
    register = REGISTER.drop(columns="role")
    register[column] = ["ZS" if column == "kind" else None] * 4 + [word]
    records = nc.Records(meetings=RECORDS.meetings, actors=register)
    found = dependence(nc.build_network(records), on=asked)
    assert found.on == ("net",)
    assert found.meetings_gone == dependence(net, on="net").meetings_gone
    assert nc.build_network(records).without(role=asked).actors.index.tolist() == list("ABCD")


def test_another_role_is_taken_as_it_is_written() -> None:
    actors = pd.DataFrame({"role": ["krajský síťař", None], "kind": [None, "LOK_SITAR"]},
                          index=["kraj", "local"])  # fmt: skip
    net = nc.Network(actors, NO_TIES)
    assert dependence(net, on="Krajský síťař").on == ("kraj",)
    assert dependence(net, on="facilitator").on == ("kraj", "local")
    with pytest.raises(ArgumentError, match="Use one of: krajský síťař, facilitator"):
        net.without(role="boss")


def test_an_id_goes_before_a_role() -> None:
    actors = pd.DataFrame({"role": ["facilitator", None]}, index=["A", "facilitator"])
    assert dependence(nc.Network(actors, NO_TIES), on="facilitator").on == ("facilitator",)


def test_meetings_of_others_stay(net: nc.Network) -> None:
    """A is no facilitator: what the networker holds goes on, only A's own meeting does not."""
    found = dependence(net, on="A")
    assert found.meetings_gone == 1
    # B–C, B–net, C–net, C–D are left of A's absence either way.
    assert len(found.ties) == 0
    other = REGISTER.assign(role=[None, None, "facilitator", None, "facilitator"])
    two = nc.build_network(nc.Records(meetings=SHEET, actors=other))
    # C facilitates as well: its meeting 4 stays when only the networker leaves.
    assert dependence(two, on="net").meetings_gone == 2
    assert dependence(two, on="facilitator").meetings_gone == 3


def test_recorded_facilitation_counts_where_no_one_is_named_as_facilitator() -> None:
    sheet = SHEET.drop(columns="convener").assign(
        facilitated=SHEET["meeting_id"].isin(["1", "2"]).map({True: "true", False: "false"})
    )
    net = nc.build_network(nc.Records(meetings=sheet, actors=REGISTER.drop(columns="role")))
    assert dependence(net, on="net").meetings_gone == 2


def test_unknown_facilitation_gives_a_range() -> None:
    """Of meeting 4 nobody knows who convened it: C and D may be tied without the networker."""
    sheet = SHEET.assign(convener=SHEET["convener"].mask(SHEET["meeting_id"].eq("4")))
    found = dependence(nc.build_network(nc.Records(meetings=sheet, actors=REGISTER)), on="net")
    assert found.is_range
    row = found.to_frame().loc["fragmentation"]
    assert math.isnan(row["without_meetings"])
    assert row["without_meetings_low"] == pytest.approx(1 - 4 / 12, abs=1e-12)
    assert row["without_meetings_high"] == pytest.approx(1 - 2 / 12, abs=1e-12)
    density = found.to_frame().loc["density"]
    assert (density["without_meetings_low"], density["without_meetings_high"]) == pytest.approx(
        (1 / 6, 2 / 6)
    )
    told = found.summary()
    assert (told["ties_only_there"], told["ties_only_there_high"]) == (1, 2)
    assert "and to 0.67–0.83 if the meetings" in found.sentence("en")
    assert "at those meetings: 1–2." in found.sentence("en")
    # D's only tie would be in doubt, so of its partners with the networker's none is certain.
    assert found.successors["shared_partners_without_meetings"]["D"] == 0
    assert found.successors["shared_partners"]["D"] == 1


def test_weights_stay_on_the_scale_of_the_network_as_built() -> None:
    """The networker holds the strongest tie; without it the weak ones are no nearer."""
    strong = pd.DataFrame({"meeting_id": list("556677"), "actor": ["A", "net"] * 3})
    sheet = pd.concat([SHEET, strong.assign(convener="net")], ignore_index=True)
    found = dependence(nc.build_network(nc.Records(meetings=sheet, actors=REGISTER)), on="net")
    net = nc.build_network(nc.Records(meetings=sheet, actors=REGISTER))
    case = cases_without(net.records, ["net"])[0]  # type: ignore[arg-type]
    fewer = rebuilt(net.without("net"), case.records)
    assert fewer.settings == net.settings
    assert net.settings["weight_scale"] == 3.5
    assert fewer.adjacency.max() == 1.0
    assert found.meetings_gone == 5
    expected = 1 - (2 * 2 / 3.5) / 12
    assert distance_fragmentation(fewer, cost="inverse") == pytest.approx(expected, abs=1e-9)


def test_facilitated_contacts_leave_alike() -> None:
    contacts = pd.DataFrame(
        {"source": ["A", "B"], "target": ["C", "D"], "facilitated": ["true", "false"]}
    )
    records = nc.Records(meetings=SHEET, contacts=contacts, actors=REGISTER)
    net = nc.build_network(records, layers=("meeting", "contact"))
    lost = dependence(net, on="net").ties.sort_values("source")
    assert lost[["source", "target"]].to_numpy().tolist() == [["A", "C"], ["B", "C"]]
    # A and C had a contact and no meeting, B and C one meeting.
    assert lost["meetings"].isna().tolist() == [True, False]


def test_without_records_it_is_not_known() -> None:
    star = nc.from_networkx(nx.star_graph(3))
    found = dependence(star, on="0")
    table = found.to_frame()
    assert table["without_meetings"].isna().all()
    assert table["without_meetings_high"].isna().all()
    assert table.loc["fragmentation", ["with", "without"]].tolist() == [0, 1]
    assert "no records" in str(found.note("en"))
    assert found.ties.empty
    assert list(found.ties) == ["source", "target", "weight", "meetings"]
    assert math.isnan(found.summary()["ties_only_there"])
    assert "not a forecast" in found.sentence("en")
    assert found.successors["shared_partners_without_meetings"].isna().all()
    given_only = dependence(nc.Network("AB", NO_TIES), RECORDS, on="A")
    assert "not built from records" in str(given_only.note("en"))


@settings(max_examples=60)
@given(st.data())
def test_successors_take_over_all_ties(data: st.DataObject) -> None:
    """Gains against adding the ties to the network and measuring it again.

    Without the other metrics, which take longer; that these are the successors of a dependence is
    seen in the test of the networker's.
    """
    n = data.draw(st.integers(2, 9))
    pairs = [(a, b) for a in range(n) for b in range(a)]
    graph = nx.empty_graph(n)
    graph.add_edges_from(data.draw(st.lists(st.sampled_from(pairs), unique=True, max_size=14)))
    net = nc.from_networkx(graph)
    rest = net.without("0")
    partners = {str(node) for node in graph.neighbors(0)}
    plain = graph.subgraph(set(graph) - {0})
    pieces = [{str(v) for v in piece} for piece in nx.connected_components(plain)]
    listed = successors_of(net, rest, ["0"])
    exact: dict[tuple[str, str], float] = {}
    largest = max(pieces, key=lambda piece: (len(piece), -min(map(int, piece))))
    shared = {str(v): len({str(w) for w in plain.neighbors(v)} & partners) for v in plain}
    assert set(listed.index) == largest | {v for v, count in shared.items() if count}
    for actor, row in listed.iterrows():
        assert row["shared_partners"] == shared[str(actor)]
        assert row["ties_to_take_over"] == len(partners - {str(actor)}) - shared[str(actor)]
        assert math.isnan(row["shared_partners_without_meetings"])
        new = pd.DataFrame({"source": str(actor), "target": sorted(partners - {str(actor)})})
        taken = nc.Network(rest.actors, pd.concat([rest.ties[["source", "target"]], new]))
        for column, measure in (
            ("gain", fragmentation),
            ("gain_distance", distance_fragmentation),
        ):
            change = measure(rest) - measure(taken) if n > 2 else 0
            assert row[column] == pytest.approx(change, abs=1e-9)
            exact[str(actor), column] = round(change, 9)
        held = [piece for piece in pieces if piece & partners and str(actor) not in piece]
        assert row["new_ties"] == len(held)
        assert row["pieces_joined"] == len(held) + 1
    # In this order, by what was measured here; sorted() keeps the order of actors of equals.
    roster = [actor for actor in rest.actors.index if actor in listed.index]
    assert listed.index.tolist() == sorted(
        roster, key=lambda a: (-exact[a, "gain"], -shared[a], -exact[a, "gain_distance"])
    )


def test_at_most_200_successors_are_measured_by_distance() -> None:
    graph = nx.star_graph(300)
    graph.add_edges_from((1, node) for node in range(2, 250))
    net = nc.from_networkx(graph)
    found = successors_of(net, net.without("0"), ["0"])
    assert len(found) == 249
    assert found["gain_distance"].notna().sum() == 200
    assert found["gain"].notna().all()


@pytest.mark.parametrize("n", [1, 2, 3])
def test_small_networks(n: int) -> None:
    found = dependence(nc.Network(list("ABC"[:n]), NO_TIES), on="A")
    assert math.isnan(found.to_frame().loc["fragmentation", "without"]) == (n < 3)
    assert found.successors["shared_partners"].tolist() == [0] * min(n - 1, 1)
    assert found.sentence("cs")


def test_all_leave(net: nc.Network) -> None:
    found = dependence(net, on=[*"ABCD", "net"])
    assert found.successors.empty
    assert found.to_frame()["without"].isna().any()


def test_directed_networks_are_measured_as_they_are() -> None:
    referrals = pd.DataFrame({"source": list("ABC"), "target": list("BCA"), "count": [1, 2, 3]})
    net = nc.build_network(nc.Records(referrals=referrals), layers=("referral",))
    assert net.directed
    table = dependence(net, on="A").to_frame()
    assert table.loc["density", ["with", "without", "without_meetings"]].tolist() == pytest.approx(
        [3 / 6, 1 / 2, 1 / 2]
    )


def test_havlickuv_brod() -> None:
    """The office convened all five meetings; without them referrals are left."""
    records = nc.datasets.load("havlickuv_brod")
    net = nc.build_network(records)
    found = dependence(net, on="ospod-hb")
    assert found.meetings_gone == 5
    referrals = nc.build_network(records, layers=("referral",), directed=False)
    left = referrals.without("ospod-hb")
    assert found.to_frame().loc["fragmentation", "without_meetings"] == pytest.approx(
        fragmentation(left), abs=1e-12
    )
    assert len(found.ties) == net.without("ospod-hb").n_ties - left.n_ties
    assert found.sentence("en").startswith("Without OSPOD Havlíčkův Brod, the share of pairs")


def test_the_result_shows_itself(net: nc.Network) -> None:
    found = dependence(net, on="net")
    assert repr(found).startswith("<Dependence on net: ")
    assert "<table>" in found._repr_html_()
    assert "Without Networker" in found.sentence("en")
    assert found.summary()["fragmentation_without_meetings"] == pytest.approx(1 - 4 / 12)
    for frame in (found.ties, found.successors, found.to_frame()):
        frame.iloc[:, -1] = np.nan
    assert found.equals(dependence(net, on="net"))


def test_scaled_weights_and_mixed_actors_change_nothing(net: nc.Network) -> None:
    other = nc.Network(
        net.actors.iloc[::-1],
        net.ties.assign(weight=net.ties["weight"] * 100),
        settings={key: net.settings[key] for key in ("layers", "weighting")},
    )
    one, two = (dependence(case, RECORDS, on="net") for case in (net, other))
    columns = ["with", "without", "without_meetings"]
    names = ["density", "fragmentation", "distance_fragmentation", "transitivity"]
    pd.testing.assert_frame_equal(
        one.to_frame().loc[names, columns], two.to_frame().loc[names, columns]
    )
    pd.testing.assert_frame_equal(one.successors.sort_index(), two.successors.sort_index())


@pytest.mark.parametrize(
    ("on", "message"),
    [
        ("nett", "on='nett' is neither an actor nor a role of the network. Did you mean 'net'"),
        (["net", "x"], "on names actors that the network does not have: 'x'"),
        ([], "names nobody"),
        (5, "on=5 must be"),
        (None, "on=None must be"),
        ("", "on=''"),
    ],
)
def test_bad_arguments(net: nc.Network, on: object, message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        dependence(net, on=on)  # type: ignore[arg-type]


def test_records_must_be_records(net: nc.Network) -> None:
    with pytest.raises(RecordError, match="is not records"):
        dependence(net, SHEET, on="net")  # type: ignore[arg-type]


# -- which meetings hang on somebody -------------------------------------------------------------

REGIONS = REGISTER.assign(region=["Brno", "Brno", "Cheb", "Cheb", "Cheb"])
TWO = REGISTER.assign(role=[None, None, None, "facilitator", "facilitator"])  # D and net
NOBODY = REGISTER.drop(columns="role")


def meeting(*actors: str, **columns: object) -> list[dict[str, object]]:
    """Write the rows of a meeting; a star marks who was excused, a plus the organiser."""
    roles = {"*": "excused", "+": "organiser"}
    return [
        {"actor": actor.strip("*+"), "role": roles.get(actor[-1], "participant"), **columns}
        for actor in actors
    ]


def gone(
    *meetings: list[dict[str, object]], on: list[str], register: pd.DataFrame = REGISTER
) -> list[list[int]]:
    """Say which of the meetings hang on somebody, in each case."""
    rows = [{**row, "meeting_id": str(i)} for i, rows in enumerate(meetings) for row in rows]
    columns = ["meeting_id", "actor", "role", "convener", "facilitated", "status"]
    sheet = pd.DataFrame(rows, columns=columns, dtype="str")
    records = nc.resolve_actors(nc.Records(meetings=sheet, actors=register))
    every, cases = set(range(len(meetings))), cases_without(records, on)
    left = [set(case.records.tables["meetings"]["meeting_id"].astype("int64")) for case in cases]
    hanging = [sorted(every - some) for some in left]
    assert [case.meetings_gone for case in cases] == [len(some) for some in hanging]
    return hanging


def test_a_meeting_goes_with_its_last_convener() -> None:
    shared = meeting("A", "B", convener="net") + meeting("C", convener="A")
    assert gone(shared, on=["net"]) == [[]]
    assert gone(shared, on=["net", "A"]) == [[0]]
    # That it was facilitated does not matter where it is known who convened it.
    others = meeting("A", "B", "net", convener="A", facilitated="true")
    assert gone(others, on=["net"]) == [[]]
    assert gone(others, on=["A"]) == [[0]]


def test_who_came_as_organiser_convened_it() -> None:
    assert gone(meeting("net+", "A", "B"), on=["net"]) == [[0]]
    assert gone(meeting("A+", "B", "net"), on=["net"]) == [[]]
    assert gone(meeting("A+", "B", convener="net"), on=["net"]) == [[]]
    assert gone(meeting("A+", "B", convener="net"), on=["net", "A"]) == [[0]]


def test_who_was_excused_was_not_there() -> None:
    """D is a facilitator as well: had it come, the meeting would be D's."""
    told = {"facilitated": "true"}
    assert gone(meeting("A", "B", "D*", **told), on=["net"], register=TWO) == [[0]]
    assert gone(meeting("A", "B", "D", **told), on=["net"], register=TWO) == [[]]
    assert gone(meeting("A", "B", "D", "net", **told), on=["net"], register=TWO) == [[0]]
    assert gone(meeting("A", "B", "D", "net*", **told), on=["net"], register=TWO) == [[]]
    assert gone(meeting("A", "D", "net", **told), on=["A"], register=TWO) == [[]]


def test_what_was_not_held_hangs_on_nobody_and_is_not_counted() -> None:
    held = meeting("A", "B", convener="net")
    planned = meeting("A", "B", convener="net", status="planned")
    called_off = meeting("A", "B", status="cancelled")
    assert gone(held, planned, *[called_off] * 5, on=["net"]) == [[0]]
    # Nor is it in doubt: one of ten held is not more than a tenth, one of nine is.
    unknown = meeting("A", "B")
    ten = [*[held] * 9, unknown, *[called_off] * 5]
    assert gone(*ten, on=["net"]) == [list(range(9))]
    assert gone(*ten[1:], on=["net"]) == [list(range(8)), list(range(9))]
    assert gone(*[held] * 9, unknown, meeting("A*", "B*"), on=["net"]) == [list(range(9))]


def test_only_what_may_hang_on_them_is_in_doubt() -> None:
    unknown, theirs = meeting("A", "B"), meeting("A", "D")
    assert gone(unknown, on=["net"]) == [[], [0]]
    # D facilitates and was there, the networker was not.
    assert gone(theirs, on=["net"], register=TWO) == [[]]
    assert gone(theirs, on=["A"], register=TWO) == [[]]
    assert gone(unknown, on=["A"], register=NOBODY) == [[], [0]]
    told = meeting("B", "C", facilitated="true")
    assert gone(told, on=["A"], register=NOBODY) == [[0]]
    assert gone(told, on=["A"]) == [[]]


def test_a_word_that_names_nobody_is_no_convener() -> None:
    assert gone(meeting("A", "B", convener="Jiný svolavatel"), on=["net"]) == [[]]
    assert gone(meeting("A", "B", convener="všichni"), on=["net"]) == [[], [0]]


ACTORS = ["A", "B", "C", "D", "net"]


@settings(max_examples=150)
@given(st.data())
def test_the_rule_word_by_word(data: st.DataObject) -> None:
    """Against the rule written down once more, meeting by meeting."""
    flag = st.sampled_from(["true", "false", None])
    who = st.sampled_from([None, None, *ACTORS])
    chosen = data.draw(
        st.lists(st.tuples(st.sets(st.sampled_from(ACTORS), min_size=1), who, flag), min_size=1,
                 max_size=6)
    )  # fmt: skip
    register = data.draw(st.sampled_from([REGISTER, TWO, NOBODY]))
    on = sorted(data.draw(st.sets(st.sampled_from(ACTORS), min_size=1)))
    roles = register.get("role", pd.Series([None] * 5))
    named = {a for a, role in zip(ACTORS, roles, strict=True) if role == "facilitator"}
    sure, unknown = [], []
    for i, (there, convener, facilitated) in enumerate(chosen):
        if convener:
            if convener in on:
                sure.append(i)
            continue
        theirs = not named or set(on) & named
        at_hand = there & set(on) & named or not there & named
        if theirs and at_hand and facilitated != "false":
            (sure if facilitated == "true" else unknown).append(i)
    expected = [sure]
    if 10 * len(unknown) > len(chosen):
        expected.append(sorted(sure + unknown))
    given_as = [
        meeting(*sorted(there), convener=convener, facilitated=facilitated)
        for there, convener, facilitated in chosen
    ]
    assert gone(*given_as, on=on, register=register) == expected


def contacts_gone(register: pd.DataFrame, flags: list[str | None], on: str) -> list[list[str]]:
    """Say which of the contacts A–B, A–D, A–net leave, in each case."""
    contacts = pd.DataFrame(
        {"source": list("AAA"), "target": ["B", "D", "net"], "facilitated": flags}, dtype="str"
    )
    records = nc.resolve_actors(nc.Records(contacts=contacts, actors=register))
    left = [case.records.tables["contacts"]["target"] for case in cases_without(records, [on])]
    return [[end for end in ("B", "D", "net") if end not in set(some)] for some in left]


def test_contacts_of_another_facilitator_stay() -> None:
    yes = ["true"] * 3
    assert contacts_gone(REGISTER, yes, "net") == [["B", "D", "net"]]
    assert contacts_gone(TWO, yes, "net") == [["B", "net"]]
    assert contacts_gone(TWO, yes, "C") == [[]]
    # Of A and B it is not known: of more than a tenth.
    assert contacts_gone(NOBODY, [None, "false", "true"], "C") == [["net"], ["B", "net"]]
    # Where the only ones in doubt are one's own, they are gone anyway.
    assert len(contacts_gone(NOBODY, [None, "false", "true"], "A")) == 1


def test_flags_written_as_words_may_all_be_gone() -> None:
    sheet = SHEET.drop(columns="convener").assign(facilitated="ano")
    net = nc.build_network(nc.Records(meetings=sheet, actors=REGISTER))
    found = dependence(net, on="net")
    assert found.meetings_gone == 4
    assert found.to_frame().loc["fragmentation", "without_meetings"] == 1


# -- rolled up, directed, saturated --------------------------------------------------------------


def test_rolled_up_networks_do_not_collapse() -> None:
    groups = nc.build_network(nc.Records(meetings=SHEET, actors=REGIONS)).aggregate("region")
    for given_records in (None, RECORDS):
        found = dependence(groups, given_records, on="Cheb")
        assert "rolled up" in str(found.note("en"))
        assert found.to_frame()["without_meetings_high"].isna().all()
        assert math.isnan(found.meetings_gone)
        assert found.successors["shared_partners_without_meetings"].isna().all()


def test_some_of_the_actors_are_built_again(net: nc.Network) -> None:
    found = dependence(net.subset(["A", "B", "C", "net"]), on="net")
    assert found.note() is None
    # A–B of three.
    assert found.to_frame().loc["fragmentation", "without_meetings"] == pytest.approx(1 - 2 / 6)


def test_pairs_of_a_directed_network_stand_once() -> None:
    referrals = pd.DataFrame({"source": ["B", "B"], "target": ["A", "C"], "count": [2, 2]})
    sheet = pd.concat([SHEET, pd.DataFrame([("5", a, "net") for a in "CA"], columns=SHEET.columns)])
    records = nc.Records(meetings=sheet, referrals=referrals, actors=REGISTER)
    net = nc.build_network(records, directed=True)
    ties = dependence(net, on="net").ties
    # A and C met with the networker only, both ways; B and C are tied by a referral still.
    assert ties[["source", "target"]].to_numpy().tolist() == [["A", "C"]]
    pairs = net.pairs.set_index(["source", "target"])["weight"]
    assert ties["weight"].tolist() == pytest.approx([pairs["A", "C"] + pairs["C", "A"]])
    assert ties["meetings"].tolist() == [1]


def test_nearly_all_tied_says_little() -> None:
    caveat = "forecast. Nearly all are tied to each other here: this says little."
    sheet = pd.DataFrame({"meeting_id": "1", "actor": list("ABCDE"), "convener": "A"})
    met = nc.build_network(nc.Records(meetings=sheet))
    found = dependence(met, on="A")
    assert (found.flag, found.summary()["flag"]) == ("saturated", "saturated")
    assert found.sentence("en").endswith(caveat)
    alone = dependence(nc.from_networkx(nx.complete_graph(5)), on="0")
    assert alone.sentence("en").endswith("not known. Nearly all" + caveat.split("Nearly all")[1])
    path = dependence(nc.from_networkx(nx.path_graph(9)), on="4")
    assert (path.flag, path.summary()["flag"]) == ("ok", "ok")
    assert "says little" not in path.sentence("en")


def test_the_sentence_has_the_number_without_the_meetings(net: nc.Network) -> None:
    assert dependence(net, on="net").sentence("en") == (
        "Without Networker, the share of pairs that cannot reach each other would go from 0.00 to "
        "0.00, and to 0.67 if the meetings that hang on them are not held; ties seen only at those "
        "meetings: 1. This is a stress test, not a forecast."
    )
    two = dependence(net, on=["A", "net"])
    assert two.sentence("en").startswith("Without A and Networker, the share")


def test_a_range_of_one_number_is_that_number() -> None:
    """It is not known of the meeting of D alone, and it ties nobody."""
    rows = [*SHEET.to_numpy().tolist(), ["5", "D", None]]
    sheet = pd.DataFrame(rows, columns=SHEET.columns)
    found = dependence(nc.build_network(nc.Records(meetings=sheet, actors=REGISTER)), on="net")
    assert found.is_range
    assert "and to 0.67 if" in found.sentence("en")
    assert "at those meetings: 1." in found.sentence("en")


def test_labels_are_in_the_language_of_the_user(
    net: nc.Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = dependence(net, on="net")
    monkeypatch.setattr("netcoop.metrics.dependent.language", lambda: "cs")
    assert found.to_frame().loc["density", "label"] == "hustota"
    assert found.to_frame("en").loc["density", "label"] == "density"


# -- successors ----------------------------------------------------------------------------------


def ranked(*ties: str) -> pd.DataFrame:
    """Compare the successors of X."""
    pairs = pd.DataFrame([tuple(tie) for tie in ties], columns=["source", "target"])
    ids = sorted({*pairs["source"], *pairs["target"]} - {"X"})
    net = nc.Network(["X", *ids], pairs)
    return successors_of(net, net.without("X"), ["X"])


def test_successors_by_gain_then_partners_then_distance() -> None:
    # X held A, B, C of one piece, and P; G hangs on F, F on E, E on C.
    found = ranked("XA", "XB", "XC", "XP", "AB", "BC", "CE", "EF", "FG")
    # All of the piece would join P to it alike; by distance F would be first, by name A.
    assert found["gain"].tolist() == pytest.approx([12 / 42] * 6)
    assert found["shared_partners"].to_dict() == {"B": 2, "E": 1, "C": 1, "A": 1, "F": 0, "G": 0}
    assert found["gain_distance"].idxmax() == "F"
    assert found.index.tolist() == ["B", "E", "C", "A", "F", "G"]
    # Of A, B, C and P the ones it is not tied with yet, itself left out.
    assert found["ties_to_take_over"].tolist() == [1, 3, 2, 2, 4, 4]


def test_gain_goes_first() -> None:
    """D is tied with both A and B and joins nothing; the larger piece E–F–G–H–I would join them."""
    found = ranked("XA", "XB", "AD", "BD", "EF", "FG", "GH", "HI")
    # G is nearest to all of its piece, then F and H, then E and I.
    assert found.index.tolist() == ["G", "F", "H", "E", "I", "D"]
    assert found["shared_partners"].tolist() == [0, 0, 0, 0, 0, 2]
    assert found["gain"].tolist() == pytest.approx([30 / 56] * 5 + [0])


def test_equals_but_for_the_order_of_adding_stay_in_the_order_of_actors() -> None:
    from netcoop.metrics.succession import _ranks

    tiny = EQUAL / 10
    assert _ranks(np.array([0.5, 0.5 + tiny, 0.7, np.nan, 0.5 - tiny, np.nan])).tolist() == [
        2, 2, 1, 3, 2, 3,
    ]  # fmt: skip
    assert _ranks(np.array([])).tolist() == []


def test_partners_known_from_its_meetings_only() -> None:
    """B and C have each other from the networker's meeting 2; A and B met without it."""
    found = dependence(nc.build_network(RECORDS), on="net").successors
    both = found[["shared_partners", "shared_partners_without_meetings", "ties_to_take_over"]]
    assert both.loc["B"].tolist() == [2, 1, 0]
    assert both.loc["C"].tolist() == [1, 0, 1]
    assert both.loc["A"].tolist() == [1, 1, 1]
    # D, no partner of the networker's, has C without it, too.
    assert both.loc["D"].tolist() == [1, 1, 2]
