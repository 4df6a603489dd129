"""Does the analysis find what is true in the world of the local networker, and only that?"""

from __future__ import annotations

from collections.abc import Iterable
from types import ModuleType

import pandas as pd
import pytest

import netcoop as nc
from netcoop.reference import kind_sector, vocabulary
from tests.datasets.sets import FOLDER

NAME = "local_networking"
SMALL = nc.Weighting(max_size=12)
DURING = ("2016-07-01", "2018-12-31")
AFTER = ("2019-01-01", "2019-12-31")
Pairs = set[tuple[str, str]]


def pairs(frame: pd.DataFrame) -> list[tuple[str, str]]:
    """Name each pair in one order."""
    both = zip(frame["source"].astype("str"), frame["target"].astype("str"), strict=True)
    return [(min(ends), max(ends)) for ends in both]


def period(records: nc.Records, days: tuple[str, str], **limits: bool) -> nc.Records:
    return records.select(start=days[0], end=days[1], **limits)  # type: ignore[arg-type]


def found(records: nc.Records) -> Pairs:
    """Who is tied in meetings of up to twelve or by referrals, the networker left out."""
    net = nc.build_network(records, weighting=SMALL).without(role="facilitator")
    return set(pairs(net.ties))


def codes(kind: str) -> set[str]:
    return set(vocabulary(kind)["code"])


@pytest.fixture(scope="module")
def records() -> nc.Records:
    return nc.datasets.load(NAME)


@pytest.fixture(scope="module")
def ties() -> pd.DataFrame:
    """The truth of each pair, by the pair."""
    frame = nc.datasets.truth(NAME)["ties"]
    return frame.set_index(pd.Index(pairs(frame), tupleize_cols=False))


@pytest.fixture(scope="module")
def states(records: nc.Records) -> pd.DataFrame:
    """How each tie came about, by the pair; two meetings make a tie, one may be chance."""
    frame = nc.tie_states(records, min_meetings=2, draws=1, rng=1).pairs
    return frame.set_index(pd.Index(pairs(frame), tupleize_cols=False))


def of_truth(ties: pd.DataFrame, *truths: str) -> Pairs:
    return set(ties.index[ties["truth"].isin(truths)])


def attributed(states: pd.DataFrame, *words: str) -> Pairs:
    return set(states.index[states["attribution"].isin(words)])


# ---- the records


def test_another_seed_gives_other_attendance_and_the_same_truth(make: ModuleType) -> None:
    one, two = make.make_tables(1), make.make_tables(2)
    assert one["meetings"] != two["meetings"]
    assert one["referrals"] != two["referrals"]
    assert one["actors"] == two["actors"]


def test_reading_leaves_nothing_out(records: nc.Records) -> None:
    assert (records.account["read"] == records.account["kept"]).all()
    assert records.problems.empty


def test_codes_are_of_the_vocabulary(records: nc.Records) -> None:
    tables = records.tables
    kinds = codes("actor")
    assert set(tables["actors"]["kind"]) <= kinds
    assert (tables["actors"]["kind"].map(kind_sector) == tables["actors"]["sector"]).all()
    assert set(tables["services"]["service"]) <= kinds
    assert set(tables["needs"]["service"]) <= kinds | codes("meeting")
    assert set(tables["meetings"]["kind"]) <= codes("meeting")
    for column in ("need", "outcome", "channel"):
        assert set(tables["referrals"][column]) <= codes(column)


def test_everybody_named_is_in_the_register(records: nc.Records) -> None:
    known = set(records.tables["actors"]["actor_id"])
    for table, columns in {
        "meetings": ("actor", "convener"),
        "referrals": ("source", "target"),
        "contacts": ("source", "target"),
        "claims": ("respondent", "target"),
        "agreements": ("source", "target"),
        "services": ("actor",),
        "needs": ("raised_by",),
    }.items():
        for column in columns:
            assert set(records.tables[table][column].dropna()) <= known, (table, column)


def test_outputs_and_meetings_lead_back(records: nc.Records) -> None:
    """S3-7, S4-12: a document names the meeting or need it came from."""
    outputs, meetings = records.tables["outputs"], records.tables["meetings"]
    assert set(outputs["from_meeting"].dropna()) <= set(meetings["meeting_id"])
    needs = set(records.tables["needs"]["need_id"])
    assert set(outputs["from_need"].dropna()) <= needs
    assert set(meetings["responds_to"].dropna()) <= needs
    dates = meetings.groupby("meeting_id")["date"].first()
    made = outputs.dropna(subset=["from_meeting"])
    assert (made["date"].to_numpy() >= dates[made["from_meeting"]].to_numpy()).all()


def test_persons_have_a_kind_and_a_number(records: nc.Records) -> None:
    actors = records.tables["actors"]
    persons = actors[actors["person"].eq(True)]
    labels = vocabulary("actor", "cs").set_index("code")["label"]
    assert len(persons) == 5
    for row in persons.itertuples():
        assert row.name.removeprefix(labels[row.kind]).strip().isdigit()


def test_networker_calls_the_facilitated_and_has_no_case(records: nc.Records) -> None:
    """S4-1, S4-13, S4-15: he calls tables and keeps a diary; no referral is his."""
    meetings, referrals = records.tables["meetings"], records.tables["referrals"]
    facilitated = meetings[meetings["facilitated"].eq(True)]
    assert set(facilitated["convener"]) == {"sitar-1"}
    assert facilitated["date"].between(*map(pd.Timestamp, DURING)).all()
    assert "sitar-1" not in {*referrals["source"], *referrals["target"]}
    contacts = records.tables["contacts"]
    assert set(contacts["source"]) == {"sitar-1"}
    assert contacts["next_step"].notna().mean() > 0.5
    unknown = meetings.loc[meetings["facilitated"].isna(), "meeting_id"].nunique()
    assert 0 < unknown < 0.1 * meetings["meeting_id"].nunique()


def test_survey_answers_are_nested(records: nc.Records) -> None:
    """S4-2: who refers also informs, who informs also knows."""
    claims = records.tables["claims"]
    layers = claims.groupby(["respondent", "target", "date"])["layer"].agg(frozenset)
    assert set(layers) == {
        frozenset({"knows"}),
        frozenset({"knows", "informs"}),
        frozenset({"knows", "informs", "refers"}),
    }


def planted_growth(rated: pd.DataFrame, ties: pd.DataFrame) -> pd.Series:
    """How far trust was planted to grow, of each tie rated in both rounds."""
    trust = nc.datasets.truth(NAME)["trust"].set_index("asked")
    real = ties.loc[pd.Index(pairs(rated), tupleize_cols=False)]
    early, late = (
        real[phase].map({True: trust.at[asked, "together"], False: trust.at[asked, "others"]})
        for phase, asked in (("real_pre", "2016-08"), ("real_during", "2018-11"))
    )
    return late - early


def rated_twice(claims: pd.DataFrame) -> pd.DataFrame:
    """Both ratings of each tie that was rated in both rounds, side by side."""
    known = claims.assign(trust=pd.to_numeric(claims["trust"])).dropna(subset="trust")
    known = known.rename(columns={"respondent": "source"})
    rounds = [part for _, part in known.groupby(known["date"].astype("str").str[:4])]
    return rounds[0].merge(rounds[1], on=["source", "target"], suffixes=("_early", "_late"))


def test_trust_is_asked_once_of_whom_one_knows(records: nc.Records) -> None:
    claims = records.tables["claims"]
    rated = claims.dropna(subset="trust")
    assert set(rated["layer"]) == {"knows"}
    assert set(rated["trust"]) == {1, 2, 3, 4, 5}
    left_out = claims.loc[claims["layer"].eq("knows"), "trust"].isna().mean()
    assert 0 < left_out < 0.2


def test_trust_grows_as_planted(records: nc.Records, ties: pd.DataFrame) -> None:
    """S2-15: from the early to the late round, over the ties rated in both."""
    rounds = {"early": ("2016-08", "2016-08"), "late": ("2018-11", "2018-11")}
    survey = records.replace({"claims": records.tables["claims"].query("layer == 'knows'")})
    early, late = nc.trust(survey, phases=rounds).trend.to_dict("records")
    both = rated_twice(records.tables["claims"])
    planted = planted_growth(both, ties).mean()
    assert late["n_same"] == len(both) > 30
    # Two answers to the nearest whole number, each with a spread of 0.5.
    error = (2 * (0.5**2 + 1 / 12) / len(both)) ** 0.5
    assert abs(late["change"] - planted) < 2 * error
    assert late["change"] > 2 * error, "it is seen to grow"
    # At the end people know more others, whom they trust less.
    assert late["mean"] - early["mean"] < late["change"]


def test_over_many_seeds_trust_grows_by_what_is_planted(
    make: ModuleType, ties: pd.DataFrame
) -> None:
    beside = []
    for seed in range(30):
        both = rated_twice(pd.DataFrame(make.make_tables(seed)["claims"]))
        grown = both["trust_late"].to_numpy() - both["trust_early"].to_numpy()
        beside += list(grown - planted_growth(both, ties).to_numpy())
    assert len(beside) > 800
    assert abs(sum(beside) / len(beside)) < 0.06


def test_readme_has_every_fact_and_column() -> None:
    home = FOLDER / NAME
    readme = (home / "README.md").read_text(encoding="utf-8")
    assert "synthetic" in readme.splitlines()[0]
    for number in range(1, 17):
        assert f"| S4-{number} |" in readme
    for path in [*home.glob("*.csv"), *home.glob("truth/*.csv")]:
        for column in path.read_text(encoding="utf-8").splitlines()[0].split(","):
            assert f"`{column}`" in readme, (path.name, column)


# ---- which ties are real


@pytest.mark.parametrize(
    ("phase", "days"),
    [("pre", ("2015-07-01", "2016-06-30")), ("during", DURING), ("after", AFTER)],
)
def test_without_facilitated_meetings_the_network_is_the_real_one(
    records: nc.Records, ties: pd.DataFrame, phase: str, days: tuple[str, str]
) -> None:
    real = set(ties.index[ties[f"real_{phase}"]])
    got = found(period(records, days, facilitated=False))
    assert len(got & real) / len(real) >= 0.95
    assert len(got & real) / len(got) >= 0.75


def test_with_facilitated_meetings_most_ties_are_not_real(
    records: nc.Records, ties: pd.DataFrame
) -> None:
    """S4-14: why ties that exist only at the networker's tables have to be told apart."""
    real = set(ties.index[ties["real_during"]])
    got = found(period(records, DURING))
    assert len(got & real) / len(got) < 0.5


def test_more_meetings_do_not_look_like_real_ties_that_last(
    records: nc.Records, ties: pd.DataFrame
) -> None:
    """After he left, the ties of his tables are gone and the grown ones are there."""
    after = found(period(records, AFTER))
    assert len(after & of_truth(ties, "grown_from_table", "independent")) == 22
    assert not after & of_truth(ties, "only_by_networker")


def share(right: Iterable[object], of: Iterable[object]) -> float:
    wanted = set(of)
    return len(set(right) & wanted) / len(wanted)


@pytest.mark.parametrize(
    ("truth", "word", "rate"),
    [
        ("only_by_networker", "facilitated_only", 0.9),
        ("grown_from_table", "facilitated_first", 0.9),
        ("independent", "independent", 0.99),
        ("kept", "pre_existing", 0.9),
        ("ended", "pre_existing", 0.99),
    ],
)
def test_tie_states_tell_how_a_tie_came_about(
    ties: pd.DataFrame, states: pd.DataFrame, truth: str, word: str, rate: float
) -> None:
    looked_at = of_truth(ties, truth) & set(states.index)
    assert len(looked_at) >= 5
    assert share(attributed(states, word), looked_at) >= rate


@pytest.mark.parametrize(
    ("word", "truth", "rate"),
    [
        ("facilitated_only", {"only_by_networker"}, 0.9),
        ("facilitated_first", {"grown_from_table"}, 0.8),
        ("independent", {"independent"}, 0.99),
        ("pre_existing", {"kept", "ended"}, 0.95),
    ],
)
def test_what_tie_states_say_is_mostly_so(
    ties: pd.DataFrame, states: pd.DataFrame, word: str, truth: set[str], rate: float
) -> None:
    said = attributed(states, word)
    assert said
    assert share(of_truth(ties, *truth), said) >= rate


def test_states_of_three_phases_are_those_of_the_truth(
    ties: pd.DataFrame, states: pd.DataFrame
) -> None:
    by_truth = {"only_by_networker": "010", "grown_from_table": "011", "ended": "110"}
    for truth, state in by_truth.items():
        looked_at = of_truth(ties, truth) & set(states.index)
        assert (states.loc[list(looked_at), "state"] == state).mean() >= 0.95, truth


# ---- what lasts


def test_sustainability_finds_the_share_that_lasts(records: nc.Records, ties: pd.DataFrame) -> None:
    """S4-2, S1-10: of the new ties about a fifth are real, the others end with the tables."""
    result = nc.sustainability(records, draws=99, rng=1).to_frame().set_index("metric")
    formed = of_truth(ties, "grown_from_table", "independent", "only_by_networker")
    last = of_truth(ties, "grown_from_table", "independent")
    again = result.loc["independent_persistence"]
    assert again["estimate"] == pytest.approx(len(last) / len(formed), abs=0.05)
    # Fewer than the same attendance would give at random: the real ones stay among themselves.
    assert again["estimate"] < again["expected"]
    assert again["p_value"] <= 0.05


def test_sustainability_refuses_what_one_municipality_cannot_say(records: nc.Records) -> None:
    result = nc.sustainability(records, draws=9, rng=1).to_frame().set_index("metric")
    assert pd.isna(result.loc["retained_effect", "estimate"])
    assert result.loc["retained_effect", "flag"] == "no_common_source"


def test_leaving_takes_most_of_what_the_tables_made(records: nc.Records) -> None:
    """S4-14: leaving out the networker takes little, leaving out his tables takes most."""
    result = nc.sustainability(records, draws=9, rng=1).to_frame().set_index("metric")
    retained = result.loc["removal_retention"]
    assert retained["first_step"] > 0.85
    assert retained["estimate"] < 0.4


# ---- white spots


@pytest.fixture(scope="module")
def spots(records: nc.Records) -> pd.DataFrame:
    states = nc.white_spots(records).states
    return states[states["region"].eq("Strakonice")].set_index("service")


def test_every_white_spot_is_told_as_far_as_it_can_be_known(spots: pd.DataFrame) -> None:
    truth = nc.datasets.truth(NAME)["white_spots"].set_index("service")
    assert spots["state"].to_dict() == truth["state"].to_dict()


def test_no_service_that_is_there_is_called_missing(spots: pd.DataFrame) -> None:
    """S4-3: silence is no absence; of what is offered, nothing is told to be away."""
    truth = nc.datasets.truth(NAME)["white_spots"].set_index("service")
    offered = truth.index[truth["offered"]]
    assert set(spots.loc[offered, "state"]) == {"available", "unknown"}


def test_a_networker_is_no_service(spots: pd.DataFrame, records: nc.Records) -> None:
    """S4-15: the catalogue lists him as counseling, which is nowhere in town."""
    services = records.tables["services"]
    assert "sitar-1" in set(services["actor"])
    assert spots.loc["SS_OSP", "state"] == "elsewhere_in_reach"
    assert spots.loc["SS_OSP", "nearest"] == "osp-semafor"


def test_distances_are_those_between_the_seats(spots: pd.DataFrame) -> None:
    """Strakonice to Písek 18.5 km, to České Budějovice 52 km as the crow flies."""
    assert spots.loc["PEDOPSY", "distance_km"] == pytest.approx(18.5, abs=0.5)
    assert spots.loc["SS_KP", "distance_km"] == pytest.approx(52.4, abs=0.5)


# ---- what should be, and whom to invite


def test_required_ties_only_at_his_tables_are_told_so(
    records: nc.Records, ties: pd.DataFrame
) -> None:
    net = nc.build_network(period(records, DURING), weighting=SMALL)
    found_pairs = nc.required_ties(net, nc.required_ties_template()).pairs
    told = found_pairs[found_pairs["level"].eq("institution")].dropna(subset=["source", "target"])
    told = told.assign(pair=pairs(told))
    by_table = set(told.loc[told["status"].eq("only_facilitated"), "pair"])
    assert len(by_table) >= 8
    assert by_table <= of_truth(ties, "only_by_networker")
    met = set(told.loc[told["status"].eq("met"), "pair"])
    assert of_truth(ties, "only_by_networker").isdisjoint(met)
    real = set(ties.index[ties["real_during"]])
    absent = set(told.loc[told["status"].eq("absent"), "pair"])
    assert absent.isdisjoint(real)


def test_suggestions_are_pairs_that_do_not_work_together(
    records: nc.Records, ties: pd.DataFrame
) -> None:
    """S4-13: first of all somebody who never came anywhere."""
    net = nc.build_network(period(records, AFTER), weighting=SMALL)
    required = nc.required_ties(net, nc.required_ties_template())
    suggested = nc.suggest_ties(net, 3, candidates=required).ties
    assert len(suggested) == 3
    assert set(pairs(suggested)).isdisjoint(ties.index[ties["real_after"]])
    alone = set(nc.isolates(net))
    assert {"pldd-3", "potbanka-st"} <= alone
    assert set(pairs(suggested)[0]) & alone


def test_a_table_brings_together_who_does_not_work_together(
    records: nc.Records, ties: pd.DataFrame
) -> None:
    net = nc.build_network(period(records, AFTER), weighting=SMALL)
    template = nc.required_ties_template()
    table = nc.suggest_meeting(net, 6, template=template, limit=1000)
    real = set(ties.index[ties["real_after"]])
    closed = table.pairs[table.pairs["state"].eq("absent")]
    assert len(closed) >= 5
    assert set(pairs(closed)).isdisjoint(real)
    assert "sitar-1" not in set(table.invitees["actor"])


def test_likely_ties_are_refused_where_the_records_cannot_predict(records: nc.Records) -> None:
    """Few ties are new after 2017: that is too little to tell likely ones."""
    evaluation = nc.evaluate_missing_ties(records, "2017-12", layers=["meeting"], max_size=12)
    assert not evaluation.allows_prediction
    net = nc.build_network(records, layers=["meeting"], weighting=SMALL)
    assert nc.missing_ties(net, evaluation=evaluation).pairs.empty
