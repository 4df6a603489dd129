"""Words of people's own about actors do not leave, and categories of a researcher's own do."""

from __future__ import annotations

import time

import pandas as pd
import pytest

import netcoop as nc
from netcoop.maps.views import gather
from netcoop.network import Network, disclose
from netcoop.network.together import disclose_together
from netcoop.reports.hidden import hidden_list

NOTHING = pd.DataFrame(columns=["source", "target"])
COLUMNS = ["kind", "sector", "level", "role"]


def shown(words: dict[str, list[object]], ids: str = "abcdefgh", **more: list[object]):
    n = len(next(iter(words.values())))
    actors = pd.DataFrame({**words, **more}, index=pd.Index(list(ids[:n]), name="actor_id"))
    return disclose(Network(actors, NOTHING)).actors


@pytest.mark.parametrize("column", COLUMNS)
def test_what_fewer_than_three_share_is_other(column):
    found = shown({column: ["club"] * 3 + ["aunt of Eva"] * 2 + [None]})[column]
    assert found.fillna("").tolist() == ["club"] * 3 + ["other"] * 2 + [""]


@pytest.mark.parametrize("column", COLUMNS)
def test_what_names_a_person_is_other_however_many_share_it(column):
    assert shown({column: ["Jan Novák"] * 5})[column].tolist() == ["other"] * 5


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("kind", ["ZS", "základní škola", "Probation and Mediation Service", "other"]),
        ("sector", ["spod", "health", "other", "zdravotnictví"]),
        ("level", ["local", "regional", "national", "other"]),
        ("role", ["facilitator", "Síťařka", "lokální síťař", "HOST"]),
    ],
)
def test_what_the_vocabulary_has_stays_as_it_is_written(column, words):
    assert shown({column: words})[column].tolist() == words


def test_single_persons_make_no_category():
    found = shown({"kind": ["club"] * 4}, person=[False, False, True, True])
    assert found["kind"].fillna("").tolist() == ["other", "other", "", ""]
    assert found.index.tolist() == ["a", "b", "person 1", "person 2"]


def test_a_place_stays_unless_it_names_a_person():
    found = shown({"region": ["Telč", "our own valley", "u Jana Nováka", "Jan Novák"]})["region"]
    assert found.fillna("").tolist()[:2] == ["Telč", "our own valley"]
    assert found.isna().tolist()[3]


def test_groups_stand_for_all_that_were_rolled_up():
    actors = pd.DataFrame({"kind": ["club"] * 3 + ["aunt of Eva"]}, index=list("abcd"))
    groups = disclose(Network(actors, NOTHING).aggregate("kind")).actors
    assert groups.index.tolist() == ["club", "other 1"]
    assert groups["kind"].tolist() == ["club", "other"]


@pytest.mark.parametrize("members", [[120, 3], ["120", "3"]])
def test_a_column_of_a_register_that_is_called_like_that_of_groups_counts_nothing(members):
    assert shown({"kind": ["club", "circle"]}, members=members)["kind"].tolist() == ["other"] * 2


def test_ids_of_groups_of_several_levels_keep_no_hidden_word():
    words = {"kind": ["aunt of Eva", "ZS"], "region": ["Brno", "Brno"]}
    groups = Network(pd.DataFrame(words, index=list("ab")), NOTHING).aggregate(["kind", "region"])
    once = disclose(groups)
    assert once.actors.index.tolist() == ["other · Brno", "ZS · Brno"]
    assert disclose(once).equals(once)


def test_a_turning_sign_hides_no_word_in_the_id_of_a_group():
    words = {"kind": ["club\u202eik xx", "ZS"]}
    groups = disclose(Network(pd.DataFrame(words, index=list("ab")), NOTHING).aggregate("kind"))
    assert sorted(groups.actors.index) == ["ZS", "other 1"]


def test_names_that_are_categories_stay_names():
    names = pd.Series(["Z\u202eX", "Y"], dtype="category")
    actors = pd.DataFrame({"name": names.array}, index=pd.Index(list("ab"), name="actor_id"))
    assert disclose(Network(actors, NOTHING)).actors["name"].tolist() == ["ZX", "Y"]


def test_doing_it_twice_changes_nothing():
    words = {
        "kind": ["club"] * 3 + ["aunt of Eva", "ZS"],
        "role": ["host"] * 3 + ["síťař", "uncle"],
        "region": ["Jan Novák", "Telč", "x", "y", None],
    }
    once = disclose(Network(pd.DataFrame(words, index=list("abcde")), NOTHING))
    assert disclose(once).equals(once)
    # Nor where it does not say that it was done.
    again = disclose(Network(once.actors, NOTHING))
    pd.testing.assert_frame_equal(again.actors, once.actors)
    assert disclose(once, threshold=10).actors.equals(once.actors)


# -- periods and the switch ------------------------------------------------------------------------


def two_years() -> dict[str, Network]:
    kinds = {"a": "club", "b": "club", "c": "club", "d": "band", "e": "band"}
    frame = pd.DataFrame({"kind": kinds})
    return {
        "2023": Network(frame.loc[["a", "b", "d"]], NOTHING),
        "2024": Network(frame.loc[["c", "d", "e"]], NOTHING),
    }


def test_a_period_shows_what_the_whole_shows_and_no_more():
    years = two_years()
    frame = pd.concat([net.actors for net in years.values()])
    whole = Network(frame[~frame.index.duplicated()].sort_index(), NOTHING)
    made, parts = disclose_together(whole, years)
    drawn = gather(years)
    for nets in (parts, {view.period: view.net for view in drawn.views}):
        assert nets["2023"].actors["kind"].to_dict() == {"a": "club", "b": "club", "d": "other"}
        assert nets["2024"].actors["kind"].to_dict() == {"c": "club", "d": "other", "e": "other"}
    assert made.actors["kind"].tolist() == ["club"] * 3 + ["other"] * 2
    # Alone, two of 2023 are none.
    assert disclose(years["2023"]).actors["kind"].unique().tolist() == ["other"]


@pytest.mark.parametrize("role", ["facilitator", "Síťařka", "lokální síťař", "local networker"])
def test_whoever_is_a_facilitator_stays_one(role):
    actors = pd.DataFrame({"role": [role, "aunt of Eva", None]}, index=list("abc"))
    net = disclose(Network(actors, NOTHING))
    assert net.without(role="facilitator").actors.index.tolist() == ["b", "c"]
    without = [view.net for view in gather(Network(actors, NOTHING)).views if view.without]
    assert [list(one.actors.index) for one in without] == [["b", "c"]]


# -- ids and signs that are not seen ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("actor", "name", "left"),
    [
        ("rodinaVopickova", "ZŠ Lipová", "ZŠ Lipová"),
        ("jana_novakova", "ZŠ Lipová", "ZŠ Lipová"),
        ("Jan Novák", "ZŠ Lipová", "ZŠ Lipová"),
        ("736028/5163", "ZŠ Lipová", "ZŠ Lipová"),
        ("777123456", "ZŠ Lipová", "ZŠ Lipová"),
        ("orp2101-zs-a", "ZŠ Lipová", "orp2101-zs-a"),
        ("x1", "ZŠ Lipová", "x1"),
        # What the name says as well is no secret.
        ("skola-karla-capka", "Škola Karla Čapka", "skola-karla-capka"),
        ("Jan Novák", None, "Jan Novák"),
    ],
)
def test_an_id_that_names_a_person_gives_way_to_the_name(actor, name, left):
    frame = pd.DataFrame({"name": [name, "Spolek"]}, index=[actor, "other-end"])
    ties = pd.DataFrame({"source": [actor], "target": ["other-end"]})
    net = disclose(Network(frame, ties))
    assert net.actors.index.tolist() == [left, "other-end"]
    assert {*net.ties["source"], *net.ties["target"]} == {left, "other-end"}


def test_no_two_actors_get_one_id():
    frame = pd.DataFrame(
        {"name": ["ZŠ", "ZŠ", "Other school"]}, index=["rodinaVopickova", "jana_novakova", "ZŠ"]
    )
    assert disclose(Network(frame, NOTHING)).actors.index.tolist() == ["ZŠ 1", "ZŠ 2", "ZŠ"]


TURNING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.mark.parametrize("sign", TURNING)
def test_signs_that_turn_what_follows_do_not_leave(sign):
    name = f"Z{sign}Š"
    frame = pd.DataFrame({"name": [name, "B"], "kind": [f"c{sign}", None]}, index=[name, "b"])
    net = disclose(Network(frame, pd.DataFrame({"source": [name], "target": ["b"]})))
    assert net.actors.loc["ZŠ", "name"] == "ZŠ"
    assert sign not in nc.map_network(Network(frame, NOTHING), title="t").html
    assert sign not in net.ties.to_csv() + net.actors.to_csv()


# -- what is said of it ----------------------------------------------------------------------------


def said_of(register: pd.DataFrame) -> list[str]:
    sheet = pd.DataFrame({"actor": register["actor_id"], "meeting_id": "1"})
    records = nc.resolve_actors(nc.read_records({"meetings": sheet, "actors": register}, key="k"))
    net = disclose(nc.build_network(records))
    part = hidden_list(records, net, threshold=5, lang="en")
    return [item.n for item in part.items if item.what == "own_words"]


def test_the_list_of_what_was_hidden_counts_them():
    register = pd.DataFrame(
        {
            "actor_id": ["OSPOD", "ZŠ", "PMS", "DDM"],
            "kind": ["OSPOD", "naše parta", "naše parta", "kroužek"],
            "role": ["síťař", "strýc", None, None],
        }
    )
    assert said_of(register) == ["4"]
    assert said_of(register.assign(kind="OSPOD", role="síťař")) == []
    assert said_of(register.assign(kind="naše kroužky", role=None)) == []


def test_many_ids_take_little_time():
    n = 5000
    actors = pd.DataFrame(
        {"name": [f"School {i}" for i in range(n)], "kind": [f"k{i // 3}" for i in range(n)]},
        index=[f"school-{i}" for i in range(n)],
    )
    net = Network(actors, NOTHING)
    start = time.perf_counter()
    assert set(disclose(net).actors["kind"]) <= {f"k{i}" for i in range(n)} | {"other"}
    assert time.perf_counter() - start < 5
