"""What the notebook on Havlíčkův Brod says (seeds S0-1 to S0-11)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.notebooks.reading import check_statements, prose, run

NAME = "01_havlickuv_brod"


@pytest.fixture(scope="module")
def ran() -> dict[str, Any]:
    return run(NAME)


def test_s0_1_five_tables_and_what_each_added(ran: dict[str, Any]) -> None:
    meetings = ran["growth"].meetings
    assert meetings["meeting_id"].tolist() == ["KS-1", "KS-2", "KS-3", "KS-4", "KS-5"]
    assert meetings["ties"].tolist() == meetings["new_ties"].cumsum().tolist()
    # The new pairs of all tables are the ties of the network of meetings.
    assert meetings["ties"].iloc[-1] == ran["net"].layer("meeting").n_ties


def test_s0_2_a_large_table_weighs_less_for_each_pair(ran: dict[str, Any]) -> None:
    rows = ran["net"].provenance("ospod-hb", "nem-hb").query("layer == 'meeting'")
    assert rows["weight"].tolist() == pytest.approx([1 / (size - 1) for size in rows["size"]])
    kinds = set(ran["records"].actors.query("provenance == 'published'")["kind"])
    assert {"ZS", "PCR", "PMS", "DD", "NEM", "OSPOD"} <= kinds


def test_s0_3_layers_are_told_apart(ran: dict[str, Any]) -> None:
    assert ran["records"].claims is None
    assert list(ran["density"]) == ["meeting", "referral"]
    assert ran["density"]["meeting"] > 10 * ran["density"]["referral"]


def test_s0_4_five_tables_cannot_say_whether_it_changed(ran: dict[str, Any]) -> None:
    assert set(ran["change"].to_frame()["flag"]) == {"too_few_events"}
    pairs = ran["states"]
    kept = pairs[pairs["state"] == "11"]
    assert (kept[["meetings_2014", "meetings_2015"]] > 0).to_numpy().all()


def test_s0_5_who_met_the_office_at_one_table_only(ran: dict[str, Any]) -> None:
    once = ran["ego"].query("most == 1").index
    assert sorted(once) == ["DO", "KU_SPOD", "MP", "SOUD"]
    met = ran["required"].pairs
    assert {"absent", "one_sided"} <= set(met.loc[met["source"] == "ospod-hb", "status"])


def test_s0_6_the_invitation_lets_pairs_meet_that_have_not(ran: dict[str, Any]) -> None:
    invitation = ran["invitation"]
    assert invitation.n_invited == 12
    assert "ospod-hb" in set(invitation.invitees["actor"])
    assert 0 < invitation.n_met <= invitation.n_lacking
    needs = ran["records"].needs.query("provenance == 'published'")
    assert set(needs["service"]) == {"KOORD", "METODIKA"}


def test_s0_7_cases_are_a_topic_and_no_record(ran: dict[str, Any]) -> None:
    assert "případy dobré praxe" in ran["topics"]["KS-3"]
    assert set(ran["records"].meetings["kind"]) == {"KULATY"}


def test_s0_8_three_states_of_a_service(ran: dict[str, Any]) -> None:
    home = ran["coverage"]["Havlíčkův Brod"]
    assert {"available", "no_provider", "unknown"} <= set(home)
    assert sorted(home.index[home == "no_provider"]) == ["MEDIATOR", "PSYCHOLOG", "SS_TP"]
    away = ran["spots"].spots.query("region == 'Havlíčkův Brod' and finding == 'refused'")
    assert {"PEDOPSY", "SS_AD"} <= set(away["service"])
    assert ran["coverage"].loc[["PEDOPSY", "SS_AD"], "Jihlava"].tolist() == ["available"] * 2


def test_s0_9_how_regular_and_who_was_at_all(ran: dict[str, Any]) -> None:
    counts = ran["by_kind"]
    always = counts.index[(counts > 0).all(axis=1)]
    assert sorted(always) == ["OSPOD", "PPP", "SS_SAS", "ZS"]
    assert ran["gaps"]["meetings"].tolist() == [5]


def test_s0_10_the_channel_cannot_matter_where_all_is_in_person(ran: dict[str, Any]) -> None:
    assert set(ran["records"].meetings["channel"]) == {"OSOBNE"}
    assert {"channel_assumed", "channel_steeper"} <= set(ran["sensitivity"].left_out)
    assert ran["sensitivity"].ranks("strength").loc["ospod-hb"].eq(1).all()


def test_s0_11_the_output_register_and_the_annex(ran: dict[str, Any]) -> None:
    outputs = ran["records"].outputs.set_index("title")
    assert outputs.loc["Metodika nastavení systému odborné spolupráce", "from_meeting"] == "KS-5"
    assert {"report.docx", "report.html", "map.html", "outputs.csv"} <= set(ran["files"])


def test_the_text_states_what_the_cells_give(ran: dict[str, Any]) -> None:
    meetings = ran["growth"].meetings.set_index("meeting_id")
    first, last = meetings.loc["KS-1"], meetings.loc["KS-5"]
    states = ran["states"]["state"].value_counts()
    density, home = ran["density"], ran["gaps"].iloc[0]
    check_statements(
        NAME,
        [
            f"The first table made {first['new_ties']} pairs acquainted",
            f"with {last['size']} institutions, still brought together {last['new_ties']} new",
            f"only {last['share_new']:.0%}".replace("%", " %") + " of those who sat there",
            f"After all five, {last['ties']} pairs have met",
            f"{states['11']} met in both, {states['01']} only in the second and "
            f"{states['10']} only in the first",
            f"(density {density['meeting']:.2f})",
            f"refer a family ({density['referral']:.2f})",
            f"only {ran['nc'].reciprocity(ran['net']) * 100:.0f} % of the directions",
            f"{ran['within']:.2f}".replace("-", "−") + ", says that somewhat more ties stay within",
            f"{home['median_days']:.0f} days or less, the longest was {home['longest_days']:.0f}",
            f"the last one {last['new_ties']}; but it is a large one",
        ],
    )
    assert ran["records"].outputs["provenance"].eq("published").all()
    assert "proved" not in prose(NAME)
