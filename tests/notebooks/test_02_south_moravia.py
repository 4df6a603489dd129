"""What the notebook on South Moravia says (seeds S1-1 to S1-12)."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import netcoop as nc
from tests.notebooks.reading import check_statements, run

NAME = "02_south_moravia"


@pytest.fixture(scope="module")
def ran() -> dict[str, Any]:
    return run(NAME)


@pytest.fixture(scope="module")
def truth() -> dict[str, pd.DataFrame]:
    return nc.datasets.truth("south_moravia")


def test_s1_1_forty_people_are_fewer_organizations(ran: dict[str, Any]) -> None:
    assert ran["people"] == 40
    assert ran["organizations"] < 40
    assert ran["held"]["date"].eq("2018-06-15").all()
    assert ran["mixed"]["OS-1"] < ran["mixed"].quantile(0.1)
    brno = ran["offices"].query("region_actor == 'Brno'")
    assert set(brno["kind_actor"]) == {"OSPOD_MC"}
    assert len(brno) > 1


def test_s1_2_networkers_and_areas_are_many_to_many(ran: dict[str, Any]) -> None:
    areas = ran["areas"]
    assert set(areas) == {"Vyškov", "Bučovice", "Slavkov u Brna", "Šlapanice"}
    assert areas.value_counts().max() == 2
    organisers = ran["held"].query("role == 'organiser'")["actor"]
    assert sorted(organisers) == ["sitarka-1", "sitarka-2"]
    assert {"Vyškovsko → Vyškov", "Slavkovsko → Slavkov u Brna"} <= set(ran["repaired"]["value"])
    assert ran["open_names"][["written", "name"]].to_numpy().tolist() == [
        ["ZS U Tri lip", "ZŠ U Tří lip"]
    ]


def test_s1_3_the_need_is_traced_to_the_platform(ran: dict[str, Any]) -> None:
    assert ran["needs"].loc["P-1", "meetings"] == ("OS-1",)
    assert set(ran["needs"]["answered_by"]) == {"met"}


def test_s1_4_topics_asked_for_are_a_table_of_offices(ran: dict[str, Any]) -> None:
    asked, both = ran["asked"], ran["both"]
    assert set(asked.columns) <= set(ran["listed"])
    # Counted from the cells, by hand; who was excused may have asked, too.
    cells = ran["held"].dropna(subset="topics_asked_for").set_index("actor")["topics_asked_for"]
    by_hand = cells.str.get_dummies("|").loc[asked.index, asked.columns]
    assert asked.to_numpy().tolist() == by_hand.to_numpy().tolist()
    first, second = "spolupráce OSPOD s dalšími subjekty", "vliv GDPR na práci s klienty"
    wants_both = [who for who, cell in cells.items() if {first, second} <= set(cell.split("|"))]
    assert both.loc[first, second] == len(wants_both)
    excused = ran["held"].query("role == 'excused'")["actor"]
    assert len(set(excused) & set(asked.index)) == 1


def test_s1_5_six_announced_and_five_listed(ran: dict[str, Any]) -> None:
    assert (ran["announced"], len(ran["listed"])) == (6, 5)


def test_s1_6_topics_of_no_list_are_kept(ran: dict[str, Any]) -> None:
    assert ran["raised"] == ["vedení spisové dokumentace", "vyřizování přestupků"]


def test_s1_7_levels(ran: dict[str, Any]) -> None:
    assert ran["levels"].loc["local", "national"] == 0
    assert ran["levels"].loc["regional", "national"] > 0
    assert ran["test"]["p_value"].iloc[0] > 0.05
    guests = ran["held"].query("role == 'guest'")["actor"]
    assert sorted(guests) == ["krajska-sitarka", "ku-jmk"]


def test_s1_8_offices_and_activation_services(ran: dict[str, Any]) -> None:
    pairs = ran["duty"].pairs
    assert set(pairs.query("status == 'met'")["region"]) == set(ran["areas"])


def test_s1_9_days_are_those_of_the_world_and_small_counts_hidden(
    ran: dict[str, Any], truth: dict[str, pd.DataFrame]
) -> None:
    logged = ran["records"].referrals
    days = logged.groupby(["source", "target"])["days"].median()
    planted = truth["days"].set_index(["source", "target"])["days"]
    assert (days - planted).abs().max() <= 0.35 * planted.max()
    assert days.corr(planted, method="spearman") > 0.9
    shown = ran["flow"].days["later"].astype(str)
    assert not shown.isin(["1", "2", "3", "4"]).any()


def test_claims_name_the_pairs_that_really_work_together(
    ran: dict[str, Any], truth: dict[str, pd.DataFrame]
) -> None:
    real = {frozenset(pair) for pair in truth["ties"].to_numpy()}
    pairs = ran["claims"]["refers"].to_frame()
    is_real = [frozenset(pair) in real for pair in pairs[["source", "target"]].to_numpy()]
    assert pd.Series(is_real)[pairs["status"] == "confirmed"].mean() > 0.9
    assert pd.Series(is_real)[pairs["status"] == "seen_only"].mean() < 0.1


def test_s1_10_where_people_go_on_meeting(
    ran: dict[str, Any], truth: dict[str, pd.DataFrame]
) -> None:
    counts = ran["areas_after"].value_counts()
    goes_on = truth["after"].set_index("region")["goes_on"]
    assert (counts[goes_on.index[goes_on]] == 4).all()
    assert (counts[goes_on.index[~goes_on]] == 2).all()
    before = ran["records"].select(start="2019-01-01", end="2019-06-30").meetings
    assert before.groupby("region")["meeting_id"].nunique()[goes_on.index].eq(4).all()


def test_s1_11_a_planned_meeting_makes_no_tie(ran: dict[str, Any]) -> None:
    assert set(ran["planned"]["meeting_id"]) == {"OS-2"}
    assert set(ran["planned"]["period"]) == {"2018-10"}
    assert "OS-2" not in set(ran["growth"].meetings["meeting_id"])
    assert ran["series"]["meetings"].tolist() == [1]


def test_s1_12_personal_data_stay_at_the_door(ran: dict[str, Any]) -> None:
    assert {"Telefon", "E-mail"} <= set(ran["dropped"]["column"])
    assert set(ran["dropped"]["value"]) == {""}
    held = pd.concat(ran["kept"].tables.values()).astype("str")
    assert not held.apply(lambda column: column.str.contains("@")).to_numpy().any()


def test_the_text_states_what_the_cells_give(ran: dict[str, Any]) -> None:
    day, mixed, asked = ran["day"], ran["mixed"], ran["asked"]
    assert list(asked)[:2] == [
        "spolupráce OSPOD s dalšími subjekty",
        "vliv GDPR na práci s klienty",
    ]
    flow, claims = ran["flow"], ran["claims"]
    answered = claims["refers"].summary()
    lasting = ran["lasting"].to_frame("en").set_index("metric").loc["independent_persistence"]
    ties = ran["dependence"].to_frame("en").loc["mean_degree"]
    status = ran["duty"].pairs["status"].value_counts()
    counts = ran["areas_after"].value_counts()
    index, drawn = (f"{value:.2f}".replace("-", "−") for value in ran["test"].iloc[0, 2:4])
    check_statements(
        NAME,
        [
            "on 15 June 2018",
            f"Those {ran['people']} people came from {ran['organizations']} offices in "
            f"{ran['offices']['region_actor'].nunique()} municipalities",
            f"The {day['size']} who sat there, with the networkers and the authority, made "
            f"{day['new_ties']} pairs that had not met before",
            f"probability {mixed['OS-1']:.2f}, at an ordinary meeting {mixed.median():.2f}",
            f"Of the {len(ran['names'])} names only one is left to a person",
            f"Of {len(asked)} offices that asked for a topic (one of them was excused on the day), "
            f"{asked.sum().iloc[0]} asked for the "
            f"cooperation with others and {asked.sum().iloc[1]} for the influence of the GDPR, "
            f"{ran['both'].iloc[0, 1]} of them for both",
            f"Each of the {len(ran['needs'])} needs was answered by a meeting; "
            "the platform of June is the answer to P-1",
            f"announces {ran['announced']} blocks of topics and names {len(ran['listed'])}",
            "from −1 (all ties among equals) to 1 (all between levels)",
            f"The index is {index}",
            f"among the same actors it would be {drawn}",
            'Counts from 1 to 4 are shown as "<5"',
            f"All {status['met']} pairs that the records could show",
            f"Of the other {status['unknown']} offices nobody knows",
            f"Half of the families were met within {flow.median_days:.0f} days, "
            f"{flow.within_share * 100:.0f} % within 14",
            f"{answered['n_answered']} of {answered['n_asked']:.0f} answered",
            f"mutual in {claims['knows'].reciprocity * 100:.0f} % of the pairs and referring in "
            f"{claims['refers'].reciprocity * 100:.0f} %",
            "The project ends on 30 June 2019",
            f"time {lasting['estimate'] * 100:.0f} % met again without them, which is about what "
            f"the same attendance gives by chance ({lasting['expected'] * 100:.0f} %)",
            f"there were {counts['Vyškov']} meetings in the half-year after, in Bučovice "
            f"{counts['Bučovice']}",
            f"would be {ties['without_meetings']:.1f} instead of {ties['with']:.1f}",
            f"The {len(ran['marks'])} marks that the offices gave the day are "
            f"{ran['marks'].mean():.1f} of 5 on average",
            "in October 2018",
            f"{day['new_ties']} new pairs, and connected no office",
            f"Half of the families are met within {flow.median_days:.0f} days",
        ],
    )
