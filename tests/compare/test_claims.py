"""What a survey says beside what the records show, against examples worked out by hand."""

from __future__ import annotations

import math
from itertools import combinations, permutations

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import netcoop as nc
from netcoop.compare.claims import STATUSES, ClaimComparison, compare_claims
from netcoop.errors import ArgumentError, RecordError
from netcoop.ties.claims import claim_ties

# D did not answer, C left D out, F was not in the survey.
SURVEY = pd.DataFrame(
    [
        ("A", "B", 3), ("A", "C", 2), ("A", "D", 1), ("A", "E", 0),
        ("B", "A", 2), ("B", "C", 0), ("B", "D", 0), ("B", "E", 0),
        ("C", "A", 0), ("C", "B", 0), ("C", "D", None), ("C", "E", 4),
        ("D", "A", None), ("D", "B", None), ("D", "C", None), ("D", "E", None),
        ("E", "A", 0), ("E", "B", 0), ("E", "C", 0), ("E", "D", 0), ("E", "E", 4),
    ],
    columns=["respondent", "target", "frequency"],
)  # fmt: skip
MEETINGS = pd.DataFrame({"actor": list("ABEABBCCF"), "meeting_id": list("111223344")})
REFERRALS = pd.DataFrame({"source": ["C", "C"], "target": ["A", "C"], "count": [2, 1]})
TOWN = nc.Records(claims=SURVEY, meetings=MEETINGS, referrals=REFERRALS)


def statuses(found: ClaimComparison) -> dict[str, str]:
    pairs = found.to_frame()
    return dict(zip(pairs["source"] + pairs["target"], pairs["status"], strict=True))


def register(**columns: list[object]) -> pd.DataFrame:
    return pd.DataFrame({"actor_id": list("ABCDEF"), **columns})


def test_a_town_worked_out_by_hand() -> None:
    found = compare_claims(TOWN)
    assert statuses(found) == {
        "AB": "confirmed", "AC": "confirmed", "AD": "not_recorded", "AE": "seen_only",
        "BC": "seen_only", "BE": "seen_only", "CE": "claimed_only", "CF": "unanswered",
    }  # fmt: skip
    assert found.n_asked == 5
    assert found.n_answered == 4
    assert found.response_rate == pytest.approx(4 / 5)
    assert found.confirmed_share == pytest.approx(2 / 3)
    assert found.claimed_share == pytest.approx(2 / 5)
    assert found.reciprocity == pytest.approx(2 / 4)
    assert found.summary() == {
        "n_asked": 5, "n_answered": 4, "response_rate": 0.8, "n_pairs": 8, "n_confirmed": 2,
        "n_claimed_only": 1, "n_not_recorded": 1, "n_seen_only": 3, "n_unanswered": 1,
        "confirmed_share": 2 / 3, "claimed_share": 0.4, "n_mutual": 1, "n_one_sided": 2,
        "n_other_side_unknown": 1, "reciprocity": 0.5, "n_self_claims": 1,
        "n_meetings_set_apart": 0,
    }  # fmt: skip
    assert found.sentence("en") == (
        "4 of 5 asked answered; the records show 2 of 3 claimed pairs they could show; "
        "the claims name 2 of 5 recorded pairs in which both answered."
    )


def test_every_pair_says_what_each_side_claims_and_how_it_was_seen() -> None:
    pairs = compare_claims(TOWN).to_frame("en").set_index(["source", "target"])
    sides = ["claimed_by_source", "claimed_by_target", "mutual"]
    assert pairs.loc[("A", "B"), sides].tolist() == [True, True, True]
    assert pairs.loc[("A", "C"), sides].tolist() == [True, False, False]
    assert pairs.loc[("A", "D"), sides].isna().tolist() == [False, True, True]
    assert pairs.loc[("C", "F"), sides].isna().all()
    seen = ["meetings", "smallest_meeting", "referred_to_target", "referred_to_source"]
    assert pairs.loc[("A", "B"), seen].tolist() == [2, 2, False, False]
    assert pairs.loc[("A", "C"), seen].isna().tolist() == [False, True, False, False]
    assert pairs.loc[("A", "C"), "meetings"] == 0
    assert pairs.loc[("A", "C"), "referred_to_source"]
    assert not pairs.loc[("A", "C"), "referred_to_target"]
    assert pairs.loc[("A", "D"), ["source_recorded", "target_recorded"]].tolist() == [True, False]
    # There are no contacts: nothing is known, not nothing happened.
    assert pairs["contacted"].isna().all()
    assert pairs.loc[("A", "B"), "sentence"].startswith("At least one claims the other")
    assert list(pairs.dtypes.astype("str")) == [
        *["boolean"] * 3, "Int64", "Int64", *["boolean"] * 3, "bool", "bool", "str", "str",
    ]  # fmt: skip


def test_numbers_of_referrals_do_not_leave() -> None:
    one, many = (
        compare_claims(TOWN.replace({"referrals": REFERRALS.assign(count=count)}))
        for count in (1, 400)
    )
    assert one.equals(many)


def test_contacts_show_a_pair_as_well() -> None:
    diary = pd.DataFrame({"source": ["E", "E"], "target": ["C", "C"]})
    found = compare_claims(TOWN.replace({"contacts": diary}))
    assert statuses(found)["CE"] == "confirmed"
    assert found.to_frame().set_index(["source", "target"])["contacted"].sum() == 1


def test_excused_actors_and_cancelled_meetings_show_nothing() -> None:
    roles = MEETINGS.assign(role=[None] * 8 + ["excused"])
    assert "CF" not in statuses(compare_claims(TOWN.replace({"meetings": roles})))
    cancelled = MEETINGS.assign(status=["held"] * 7 + ["cancelled"] * 2)
    assert "CF" not in statuses(compare_claims(TOWN.replace({"meetings": cancelled})))


def test_large_meetings_can_be_set_apart_and_are_counted() -> None:
    found = compare_claims(TOWN, max_size=2)
    assert found.n_meetings_set_apart == 1
    # A and B met in a small meeting as well; E sat only in the large one.
    assert statuses(found) == {
        "AB": "confirmed", "AC": "confirmed", "AD": "not_recorded", "BC": "seen_only",
        "CE": "not_recorded", "CF": "unanswered",
    }  # fmt: skip
    assert found.settings["max_size"] == 2


def test_those_invited_are_those_asked() -> None:
    # C answered and was not invited; F was invited and never turned up.
    actors = register(invited=[True, True, None, True, False, True])
    found = compare_claims(TOWN.replace({"actors": actors}))
    assert (found.n_asked, found.n_answered) == (4, 2)
    assert found.response_rate == 0.5


def test_the_register_may_say_who_answered() -> None:
    names = SURVEY[SURVEY["frequency"] > 0].drop(columns="frequency")
    records = nc.Records(claims=names, meetings=MEETINGS, referrals=REFERRALS)
    # A list of answers does not tell how many were asked.
    assert math.isnan(compare_claims(records).response_rate)
    assert compare_claims(records).sentence("en").startswith("4 respondents answered, how many")
    answered = records.replace({"actors": register(answered=[True] * 3 + [False, True, True])})
    found = compare_claims(answered)
    assert (found.n_asked, found.n_answered) == (6, 5)
    # F answered and named nobody; C did not name F.
    assert statuses(found)["CF"] == "seen_only"


def test_whom_a_list_of_names_leaves_out_is_not_claimed() -> None:
    names = pd.DataFrame({"respondent": ["A", "B"], "target": ["B", "C"]})
    sheet = pd.DataFrame({"actor": list("ABC"), "meeting_id": "1"})
    records = nc.Records(claims=names, meetings=sheet)
    found = compare_claims(records).to_frame().set_index(["source", "target"])
    assert not found.loc[("A", "B"), "claimed_by_target"]
    assert pd.isna(found.loc[("B", "C"), "claimed_by_target"])
    assert found["status"].tolist() == ["confirmed", "unanswered", "confirmed"]
    unknown = compare_claims(records, unnamed="unknown").to_frame()
    assert unknown["claimed_by_target"].isna().all()
    # With frequencies, what is not in the table was not asked, unless the user knows better.
    graded = records.replace({"claims": names.assign(frequency=2.0)})
    assert compare_claims(graded).to_frame()["claimed_by_target"].isna().all()
    settled = compare_claims(graded, unnamed="no")
    pd.testing.assert_frame_equal(settled.to_frame(), compare_claims(records).to_frame())
    assert settled.settings["unnamed"] == "no"


def test_pairs_of_which_only_one_answered_do_not_flatter_the_share_that_is_claimed() -> None:
    # A, who answered, met B, who did, and D, who did not: known to be claimed, if A says so.
    claims = pd.DataFrame(
        [("A", "B", 0), ("B", "A", 0), ("A", "D", 3), ("D", "A", None)],
        columns=["respondent", "target", "frequency"],
    )
    sheet = pd.DataFrame({"actor": list("ABAD"), "meeting_id": list("1122")})
    found = compare_claims(nc.Records(claims=claims, meetings=sheet))
    assert statuses(found) == {"AB": "seen_only", "AD": "confirmed"}
    assert found.claimed_share == 0
    assert found.confirmed_share == 1


def test_one_layer_can_be_asked_about() -> None:
    layered = pd.concat(
        [SURVEY.assign(layer="solves"), SURVEY.assign(layer="knows", frequency=4.0)]
    )
    records = TOWN.replace({"claims": layered})
    assert compare_claims(records).summary()["n_seen_only"] == 0
    only = compare_claims(records, layers=["solves"])
    assert statuses(only) == statuses(compare_claims(TOWN))
    assert only.settings["layers"] == ["solves"]
    # Who answered one question answered the survey.
    assert only.n_answered == 5
    for wrong in (["solvs"], []):
        with pytest.raises(ArgumentError, match="knows, solves"):
            compare_claims(records, layers=wrong)
    with pytest.raises(ArgumentError, match="layers"):
        compare_claims(TOWN, layers=["knows"])


def test_a_blank_layer_leaves_a_no_open() -> None:
    claims = pd.DataFrame(
        [("A", "B", "knows", 0), ("A", "B", "refers", None), ("B", "A", "knows", 0)],
        columns=["respondent", "target", "layer", "frequency"],
    )
    sheet = pd.DataFrame({"actor": ["A", "B"], "meeting_id": "1"})
    assert statuses(compare_claims(nc.Records(claims=claims, meetings=sheet))) == {
        "AB": "unanswered"
    }


def test_claims_alone_still_tell_who_answered_and_how_far_they_agree() -> None:
    found = compare_claims(nc.Records(claims=SURVEY))
    assert set(statuses(found).values()) == {"not_recorded"}
    assert found.response_rate == 0.8
    assert found.reciprocity == 0.5
    assert math.isnan(found.confirmed_share)
    assert math.isnan(found.claimed_share)
    assert found.to_frame()[["meetings", "referred_to_target"]].isna().all(axis=None)
    assert found.settings["records"] == []
    assert found.sentence("en").endswith(
        "there is no claimed pair the records could show; "
        "there is no recorded pair in which both answered."
    )


def test_if_nobody_answered_nothing_is_claimed_and_nothing_denied() -> None:
    silent = SURVEY.assign(frequency=float("nan"), answered=False)
    found = compare_claims(TOWN.replace({"claims": silent}))
    assert set(statuses(found).values()) == {"unanswered"}
    assert found.response_rate == 0
    for share in ("confirmed_share", "claimed_share", "reciprocity"):
        assert math.isnan(found.summary()[share])


def test_empty_tables() -> None:
    empty = pd.DataFrame({"respondent": [], "target": [], "frequency": []})
    found = compare_claims(nc.Records(claims=empty))
    assert found.to_frame().empty
    assert math.isnan(found.response_rate)
    assert repr(found) == "<ClaimComparison: 0 pairs>"
    no_sheet = TOWN.replace({"meetings": MEETINGS.head(0), "referrals": REFERRALS.head(0)})
    pairs = compare_claims(no_sheet).to_frame()
    # The tables are there and show nothing.
    assert pairs["meetings"].tolist() == [0, 0, 0, 0]
    assert set(pairs["status"]) == {"not_recorded"}


def test_names_are_resolved_and_shown_as_text() -> None:
    hostile = "<script>alert(1)</script>"
    claims = pd.DataFrame({"respondent": ["OSPOD HB", hostile], "target": [hostile, "ospod  hb"]})
    sheet = pd.DataFrame({"actor": ["ospod hb", hostile], "meeting_id": "1"})
    found = compare_claims(nc.Records(claims=claims, meetings=sheet))
    assert found.to_frame()["mutual"].tolist() == [True]
    assert "<script" not in found._repr_html_()
    assert "confirmed" in found._repr_html_()


def test_the_result_is_frozen_and_hands_out_copies() -> None:
    found, again = compare_claims(TOWN), compare_claims(nc.resolve_actors(TOWN))
    assert found.equals(again)
    assert not found.equals(compare_claims(TOWN, max_size=2))
    assert not found.equals("something else")
    table, settings = found.to_frame(), found.settings
    table["status"] = "mine"
    settings["layers"] = ["mine"]
    assert found.equals(again)
    with pytest.raises(AttributeError):
        found.n_asked = 3
    assert repr(found) == (
        "<ClaimComparison: 8 pairs: confirmed 2, claimed_only 1, not_recorded 1, seen_only 3, "
        "unanswered 1>"
    )


def test_faults_name_the_remedy() -> None:
    with pytest.raises(RecordError, match=r"no claims to compare\. Add a table claims"):
        compare_claims(nc.Records(meetings=MEETINGS))
    with pytest.raises(ArgumentError, match="max_size=1"):
        compare_claims(TOWN, max_size=1)
    with pytest.raises(ArgumentError, match="unnamed='nay'"):
        compare_claims(TOWN, unnamed="nay")
    with pytest.raises(RecordError, match="no number from 0 up"):
        compare_claims(TOWN.replace({"claims": SURVEY.assign(frequency=-1)}))


ACTORS = "ABCDE"
CHANCES = list(permutations(ACTORS, 2))


@st.composite
def surveys(draw: st.DrawFn, *, complete: bool = False) -> pd.DataFrame:
    silent = () if complete else draw(st.sets(st.sampled_from(ACTORS)))
    degree = st.integers(0, 2) if complete else st.none() | st.integers(0, 2)
    rows = [(a, b, None if a in silent else draw(degree)) for a, b in CHANCES]
    kept = rows if complete else draw(st.lists(st.sampled_from(rows), unique=True))
    frame = pd.DataFrame(kept, columns=["respondent", "target", "frequency"])
    return frame.astype({"frequency": "float64"})


@st.composite
def towns(draw: st.DrawFn) -> nc.Records:
    seats = draw(st.lists(st.tuples(st.sampled_from(ACTORS), st.sampled_from("123")), max_size=9))
    sent = draw(st.lists(st.sampled_from(CHANCES), max_size=3))
    register = pd.DataFrame({"actor_id": list(ACTORS), "name": list(ACTORS)})
    return nc.Records(
        claims=draw(surveys()),
        actors=register.assign(name_status="register"),
        resolved=True,
        meetings=pd.DataFrame(seats, columns=["actor", "meeting_id"], dtype="str"),
        referrals=pd.DataFrame(sent, columns=["source", "target"], dtype="str"),
    )


def seen_one_by_one(records: nc.Records) -> set[frozenset[str]]:
    pairs = {frozenset(pair) for pair in records.referrals[["source", "target"]].to_numpy()}
    for _, rows in records.meetings.groupby("meeting_id"):
        pairs |= {frozenset(pair) for pair in combinations(set(rows["actor"]), 2)}
    return pairs


@settings(max_examples=25)
@given(towns())
def test_the_statuses_are_what_going_through_the_pairs_one_by_one_gives(town: nc.Records) -> None:
    said = town.claims.set_index(["respondent", "target"])["frequency"].to_dict()
    seen = seen_one_by_one(town)
    recorded = {actor for pair in seen for actor in pair}
    expected = {}
    for pair in combinations(ACTORS, 2):
        both = [said.get(pair, math.nan), said.get(pair[::-1], math.nan)]
        claimed = any(answer > 0 for answer in both)
        if frozenset(pair) in seen:
            denied = both == [0, 0]
            status = "confirmed" if claimed else "seen_only" if denied else "unanswered"
        elif claimed:
            status = "claimed_only" if recorded.issuperset(pair) else "not_recorded"
        else:
            continue
        expected["".join(pair)] = status
    found = compare_claims(town)
    assert statuses(found) == expected
    pairs = found.to_frame()
    assert not pairs[["source", "target"]].duplicated().any()
    assert (pairs["source"] < pairs["target"]).all()
    counts = found.summary()
    assert counts["n_pairs"] == sum(counts[f"n_{status}"] for status in STATUSES)


@settings(max_examples=25)
@given(towns(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(town: nc.Records, chance) -> None:
    shuffled = {
        name: frame.sample(frac=1, random_state=chance.randrange(2**31)).reset_index(drop=True)
        for name, frame in town.tables.items()
    }
    assert compare_claims(town.replace(shuffled)).equals(compare_claims(town))


@settings(max_examples=25)
@given(towns(), st.sets(st.sampled_from(ACTORS), min_size=1))
def test_one_more_who_did_not_answer_has_denied_nothing(town: nc.Records, asks: set[str]) -> None:
    more = pd.DataFrame({"respondent": "Z", "target": sorted(asks), "frequency": float("nan")})
    found = compare_claims(town)
    after = compare_claims(town.replace({"claims": pd.concat([town.claims, more])}))
    assert statuses(after) == statuses(found)
    assert after.n_answered == found.n_answered
    for share in ("confirmed_share", "claimed_share", "reciprocity"):
        assert after.summary()[share] == pytest.approx(found.summary()[share], nan_ok=True)
    if found.n_answered:
        assert after.response_rate < (1 if math.isnan(found.n_asked) else found.response_rate)


@settings(max_examples=25)
@given(surveys(complete=True))
def test_reciprocity_of_a_complete_survey_is_that_of_its_network(survey: pd.DataFrame) -> None:
    ties = claim_ties(survey)
    graph = nx.from_pandas_edgelist(ties, create_using=nx.DiGraph)
    found = compare_claims(nc.Records(claims=survey)).reciprocity
    if ties.empty:
        assert math.isnan(found)
    else:
        assert found == pytest.approx(nx.overall_reciprocity(graph))


@settings(max_examples=25)
@given(towns())
def test_mutual_pairs_are_those_of_the_mutual_ties(town: nc.Records) -> None:
    found = compare_claims(town)
    assert found.summary()["n_mutual"] == len(claim_ties(town.claims, answer="mutual")) / 2
    counts = found.summary()
    claimed = claim_ties(town.claims)[["source", "target"]].to_numpy()
    assert len({frozenset(pair) for pair in claimed}) == (
        counts["n_mutual"] + counts["n_one_sided"] + counts["n_other_side_unknown"]
    )
