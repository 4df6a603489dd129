"""What the notebook on a local networker says (S4-1 to S4-16, some of S2), beside the truth."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import netcoop as nc
from tests.notebooks.reading import check_statements, prose, run

NAME = "05_local_networking"


@pytest.fixture(scope="module")
def ran() -> dict[str, Any]:
    return run(NAME)


def test_s4_1_the_networker_stands_outside_the_office(ran: dict[str, Any]) -> None:
    assert ran["networker"].index.tolist() == ["sitar-1"]
    assert ran["networker"]["sector"].tolist() == ["coordination"]
    assert ran["net"].actors.loc["ospod-st", "sector"] == "spod"


def test_s4_2_what_lasts_is_what_is_true(ran: dict[str, Any]) -> None:
    after = ran["compared"]["state"].str.endswith("1")
    truth = ran["compared"]["truth"]
    assert after[truth.isin(["kept", "grown_from_table", "independent"])].mean() > 0.95
    assert not after[truth.isin(["ended", "only_by_networker"])].any()
    # To know comes before to inform, and that before to refer.
    assert ran["claimed"]["knows"] > ran["claimed"]["informs"] > ran["claimed"]["refers"]
    said = ran["records"].claims.query("date >= '2018' and frequency > 0")
    pairs = said.groupby("layer")[["respondent", "target"]].apply(
        lambda frame: len({frozenset(pair) for pair in frame.to_numpy()})
    )
    assert ran["claimed"] == pairs[list(ran["claimed"])].to_dict()


def test_s4_3_every_white_spot_has_its_true_state(ran: dict[str, Any]) -> None:
    truth = ran["truth"]["white_spots"].set_index("service")
    assert ran["states"].reindex(truth.index).tolist() == truth["state"].tolist()
    offered = truth["offered"].astype(bool)
    unknown = truth["state"] == "unknown"
    assert (unknown.sum(), offered[unknown].sum()) == (3, 2)
    by_state = ran["states"].groupby(ran["states"]).groups
    assert sorted(by_state["no_provider"]) == ["MEDIATOR"]
    assert sorted(by_state["out_of_reach"]) == ["PSYCHOLOG", "SS_DPC", "SS_IC", "SS_KP"]
    # What is said to be missing really is.
    assert not offered[~truth["state"].isin(["available", "unknown"])].any()


def test_s4_4_those_concerned_are_named(ran: dict[str, Any]) -> None:
    raised = ran["records"].needs.set_index("service")["raised_by"].dropna()
    owners = ran["here"].groupby("service")["owners"].first()
    assert all(who in owners[service] for service, who in raised.items() if service in owners)


def test_s4_5_across_sectors(ran: dict[str, Any]) -> None:
    assert ran["sectors"] == 9
    assert ran["index"] > 0
    assert ran["test"]["p_value"].iloc[0] > 0.05


def test_s4_6_many_municipalities_are_another_notebook(ran: dict[str, Any]) -> None:
    assert "`06_comparing_regions`" in prose(NAME)
    met = ran["records"].meetings["region"].unique()
    assert met.tolist() == ["Strakonice"]


def test_s4_7_a_column_of_your_own_is_kept(ran: dict[str, Any]) -> None:
    assert ran["read"].meetings["Podaktivita"].tolist() == ["síťování", "síťování"]


def test_s4_8_and_s4_9_indicators_and_no_claim_of_an_effect(ran: dict[str, Any]) -> None:
    assert {"V20_UMIST", "V20_EVID", "V20_DOHLED"} <= set(ran["indicators"].index)
    neighbors = ran["rates"].drop("Strakonice")["change"]
    assert (neighbors < 0).sum() == (neighbors > 0).sum() == 2
    assert "Nothing follows from that" in prose(NAME)


def test_s4_10_everybody_is_mapped(ran: dict[str, Any]) -> None:
    never = set(ran["never"]["name"])
    met = set(ran["records"].meetings["actor"])
    assert not set(ran["never"]["actor_id"]) & met
    assert "Potravinová banka, sklad Strakonice" in never
    assert "actors.csv" in ran["files"]


def test_s4_11_strengths_and_weaknesses(ran: dict[str, Any]) -> None:
    assert list(ran["weak"]) == ["ospod-st"]
    assert set(ran["alone"]) == set(ran["without"].actors.index[nc.degree(ran["without"]) == 0])


def test_s4_12_strategy_and_annex(ran: dict[str, Any]) -> None:
    assert "Lokální strategie síťování" in set(ran["records"].outputs["title"])
    assert {"report.docx", "white_spots.csv", "new_contacts.csv"} <= set(ran["files"])
    assert ran["invitation"].n_invited == 10
    assert ran["invitation"].n_met > 0
    busy = ran["load"].index[ran["load"]["overloaded"].fillna(value=False)]
    assert busy.tolist() == ["ospod-st"]


def test_s4_13_the_diary_has_channels_and_next_steps(ran: dict[str, Any]) -> None:
    assert {"OSOBNE", "TEL", "EMAIL"} <= set(ran["steps"].index)
    assert ran["steps"].to_numpy().sum() == ran["records"].contacts["next_step"].notna().sum()


def test_s4_14_with_and_without_the_networker(ran: dict[str, Any]) -> None:
    ties = ran["dependence"].to_frame("en").loc["mean_degree"]
    assert ties["with"] > ties["without"] > 2 * ties["without_meetings"]
    assert "sitar-1" not in ran["without"].actors.index
    assert "sitar-1" not in set(ran["invitation"].invitees["actor"])


def test_s4_15_the_networker_is_no_service(ran: dict[str, Any]) -> None:
    assert "sitar-1" in set(ran["records"].services["actor"])
    assert ran["spots"].states["providers"].explode().ne("sitar-1").all()
    referrals = ran["records"].referrals
    assert not (referrals[["source", "target"]] == "sitar-1").to_numpy().any()


def test_s4_16_personal_data_of_the_form_are_not_read(ran: dict[str, Any]) -> None:
    dropped = ran["read"].problems.query("code == 'personal_data'")
    assert dropped["column"].tolist() == ["Jméno", "Email", "Telefon"]
    held = pd.concat(ran["read"].tables.values()).astype("str")
    for word in ("Nikdo", "example.org", "000 000"):
        assert not held.apply(lambda column, word=word: column.str.contains(word)).to_numpy().any()


def test_s2_10_no_service_is_there_twice(ran: dict[str, Any]) -> None:
    offered = ran["records"].services.query("status == 'available' and actor != 'sitar-1'")
    assert not offered.duplicated(["service", "region", "target_group"]).any()
    assert ran["shared"].empty
    assert "No service is offered by several actors" in prose(NAME)


def test_s2_13_who_is_named_and_never_came(ran: dict[str, Any]) -> None:
    records = ran["records"]
    named = {
        *records.contacts["target"],
        *records.referrals["source"],
        *records.referrals["target"],
        *records.services["actor"],
    }
    never = named - set(records.meetings["actor"])
    # A single person goes by kind and number.
    persons = set(records.actors.loc[records.actors["person"].eq(True), "actor_id"])
    shown = {one.replace("-", " ").upper() if one in persons else one for one in never}
    assert set(ran["never"]["actor_id"]) == shown


def test_s2_15_trust_grew_as_planted(ran: dict[str, Any]) -> None:
    early, late = ran["trust"].trend.to_dict("records")
    # Of all answers it grew by less than of the same ties: there are more new ones, trusted less.
    assert late["mean"] - early["mean"] < late["change"]
    planted = ran["truth"]["trust"]["together"].diff().iloc[1]
    # Two answers to the nearest whole number, each with a spread of 0.5, of n ties.
    error = (2 * (0.5**2 + 1 / 12) / late["n_same"]) ** 0.5
    assert abs(late["change"] - planted) < 2 * error
    assert early["n_missing"] + late["n_missing"] == ran["trust"].n_missing > 0


def test_s2_17_around_the_office_for_one_topic(ran: dict[str, Any]) -> None:
    meetings = ran["records"].meetings
    table = set(meetings.loc[meetings["topic"].eq("rodiny v nouzi"), "actor"]) - {"sitar-1"}
    catalogue = ran["records"].services.query("target_group == 'rodiny s dětmi'")
    around = set(ran["around"].actors.index)
    assert table <= around
    assert around - table <= set(catalogue["actor"])
    assert set(ran["partners"].actors.index) == around


def test_the_text_states_what_the_cells_give(ran: dict[str, Any]) -> None:
    per_actor, table = ran["per_actor"]["all"], ran["table"]
    lasting = ran["lasting"].to_frame("en").set_index("metric").loc["independent_persistence"]
    pieces = ran["dependence"].to_frame("en").loc["fragmentation"]
    real = ran["truth"]["ties"]["truth"].value_counts()
    grown, only = table.loc["grown_from_table"], table.loc["only_by_networker"]
    later = table.columns[table.columns.str.endswith("1")]
    (early, late), around = ran["trust"].trend.to_dict("records"), ran["around"].actors["sector"]
    planted = ran["truth"]["trust"]["together"].diff().iloc[1]
    rates, claimed, status = ran["rates"].loc["Strakonice"], ran["claimed"], ran["status"]
    check_statements(
        NAME,
        [
            f"These {len(ran['never'])} are named in the records",
            "from −1 (all within) to 1 (all between)",
            f"The index is {ran['index']:.2f}, no more than if sectors were dealt at random among "
            f"the same actors ({ran['test']['expected'].iloc[0]:.2f})",
            f"For each of the {len(ran['states'])} services the state is the one that is right",
            "are farther than 30 km",
            f"With him an institution has {per_actor['during']} partners, after him "
            f"{per_actor['after']}; before him it had {per_actor['pre']}",
            f"formed in his time {lasting['estimate'] * 100:.0f} % met again without him, "
            f"{lasting['expected'] * 100:.0f} % would if",
            f"none is {pieces['with']:.2f} with him, {pieces['without']:.2f} without",
            f"Of the {real['grown_from_table']} pairs that in truth grew from one of his tables "
            f"and went on, {grown[later].sum()} are found so",
            f"Of the {real['only_by_networker']} that met nowhere but at his tables, the list has "
            f"{only.sum()}, and {only[later].sum()} of them afterwards",
            f"; {len(ran['alone'])} have no tie at all",
            f"{status['stale']} were in contact, but not within the last 12 months, and "
            f"{status['only_facilitated']} only at facilitated meetings or contacts",
            f"says so in {claimed['knows']} pairs, in {claimed['informs']} that it informs the "
            f"other, in {claimed['refers']} that",
            f"tied to all of the {len(around) - 1} others, of {around.nunique() - 1} sectors",
            "from 1 to 5",
            f"The mean of all answers rose from {early['mean']:.2f} to {late['mean']:.2f}",
            f"Over the {late['n_same']} ties that were rated both times it rose by "
            f"{late['change']:.2f}",
            f"grew by {planted:.1f} between people",
            "for each 1,000 children",
            f"went from {rates['V20_UMIST_2015']:.2f} to {rates['V20_UMIST_2019']:.2f}",
            f"back at {per_actor['after']} partners from {per_actor['during']}, hardly above the "
            f"{per_actor['pre']} of",
        ],
    )
