from __future__ import annotations

import itertools

import pandas as pd
import pytest

from netcoop.maps import collect
from netcoop.maps.collect import build_model
from netcoop.maps.first_words import PLACES, first_words
from netcoop.maps.places.kept_layout import KINDS
from netcoop.maps.views import gather
from netcoop.metrics import metric_register, metric_table
from netcoop.network import Network, build_network, disclose
from netcoop.network.periodic import periods
from netcoop.records import Records

NOTHING = pd.DataFrame(columns=["source", "target", "weight"])


def said(nets, lang="en", **more) -> list[str]:
    return [note[lang] for note in first_words(gather(nets), **more)]


def records(**tables: pd.DataFrame) -> Records:
    names = [
        str(name)
        for frame in tables.values()
        for column in ("actor", "source", "target", "respondent")
        if column in frame
        for name in frame[column]
    ]
    people = sorted(set(names))
    roster = pd.DataFrame({"actor_id": people, "name": people, "name_status": "register"})
    return Records(**tables, actors=roster, resolved=True)


SHEET = pd.DataFrame(
    {
        "actor": list("ABCDABAB"),
        "meeting_id": list("11112233"),
        "date": pd.to_datetime(["2023-03-01"] * 4 + ["2023-04-05"] * 2 + ["2024-11-30"] * 2),
    }
)


def log(*counts: int) -> pd.DataFrame:
    pairs = list(itertools.combinations("ABCD", 2))[: len(counts)]
    return pd.DataFrame([(*pair, n) for pair, n in zip(pairs, counts, strict=True)],
                        columns=["source", "target", "count"])  # fmt: skip


def test_meetings_are_counted_with_their_months():
    notes = said(build_network(records(meetings=SHEET)))
    assert notes[0] == "On the map: 4 actors. It is drawn from: 3 meetings (3/2023 to 11/2024)."
    one_month = said(build_network(records(meetings=SHEET[:4])))
    assert "1 meeting (3/2023)." in one_month[0]
    undated = said(build_network(records(meetings=SHEET.drop(columns="date"))))
    assert undated[0].endswith("from: 3 meetings.")


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((7, 5), "12 referrals"),
        ((3,), "fewer than 5 referrals"),
        ((3, 4), "at least 2 referrals"),
        ((9, 3), "at least 10 referrals"),
        ((9, 1, 4), "at least 11 referrals"),
    ],
)
def test_referrals_are_counted_as_far_as_they_are_shown(counts, words):
    assert said(build_network(records(referrals=log(*counts))))[0].endswith(f"from: {words}.")


def test_words_are_the_same_whatever_is_hidden():
    """What is said of referrals follows from what is shown, so nothing is learned from it."""
    seen: dict[str, set[str]] = {}
    for counts in itertools.product((1, 3, 4, 6), repeat=3):
        net = build_network(records(referrals=log(*counts)))
        shown = disclose(net).ties.to_csv()
        seen.setdefault(shown, set()).add(" ".join(said(net)))
    assert len(seen) == 8
    assert all(len(words) == 1 for words in seen.values())


def test_other_layers_are_counted():
    talked = pd.DataFrame({"source": list("ABA"), "target": list("BCB")})
    stated = pd.DataFrame({"respondent": ["A", "B"], "target": ["B", "C"], "layer": "knows"})
    agreed = pd.DataFrame({"source": ["A"], "target": ["C"]})
    net = build_network(
        records(meetings=SHEET, contacts=talked, claims=stated, agreements=agreed),
        layers=("agreement", "claim", "contact", "meeting"),
    )
    listed = "3 meetings (3/2023 to 11/2024), 3 contacts, 2 ties stated in a survey, 1 agreement."
    assert said(net)[0].endswith(listed)
    assert "contacts" in said(disclose(net))[0]
    assert said(net.subset(["A", "B"]))[0].endswith(
        "3 meetings (3/2023 to 11/2024), 2 contacts, 1 tie stated in a survey."
    )


def test_networks_made_by_hand():
    ties = pd.DataFrame({"source": ["A", "B"], "target": ["B", "C"], "kind": ["p", "q"]})
    assert said(Network("ABC", ties))[0] == "On the map: 3 actors. It is drawn from: 2 ties."
    assert said(Network("A", NOTHING)) == [
        "On the map: 1 actor. It is drawn from: no records of cooperation.",
        "A tie that is not in these records is not cooperation that is not there.",
    ]
    assert said(Network([], NOTHING)) == []


def test_every_period_is_told():
    nets = periods(records(meetings=SHEET, referrals=log(9).assign(date="2024-05-01")), freq="YS")
    first = said(nets)[0]
    assert "4 actors. It is drawn from: 3 meetings (3/2023 to 11/2024), 9 referrals." in first
    assert "2023: 4 actors; 2 meetings (3/2023 to 4/2023)." in first
    assert "2024: 4 actors; 1 meeting (11/2024), 9 referrals." in first


def test_many_periods_are_told_together():
    nets = periods(records(meetings=SHEET), freq="2MS")
    assert len(nets) > 4
    assert (
        said(nets)[0] == "On the map: 4 actors. It is drawn from: 3 meetings (3/2023 to 11/2024)."
    )


def test_a_meeting_of_two_periods_counts_once():
    net = build_network(records(meetings=SHEET))
    assert "3 meetings (3/2023 to 11/2024). a: 4 actors" in said({"a": net, "b": net})[0]


def test_saturated_networks_are_said_to_be_so():
    notes = said(build_network(records(meetings=SHEET)))
    assert notes[1] == (
        "Nearly all actors who have ties hang together in one piece, so differences, weak points "
        "and central places say little here. "
        "A few large meetings are enough for that; at the largest there were 4 actors."
    )
    pairs = pd.DataFrame({"source": list("AAB"), "target": list("BCC")})
    # Where no meetings are known there is no word of them.
    assert said(Network("ABC", pairs))[1].endswith("central places say little here.")
    assert not any("Nearly all" in note for note in said(Network("ABC", pairs[:1])))


def test_only_the_periods_that_are_saturated_are_named():
    nets = periods(records(meetings=SHEET), freq="YS")
    assert said(nets)[1].startswith("2023: Nearly all")


def test_what_the_picture_cannot_show_comes_last():
    net = build_network(records(meetings=SHEET))
    for kind in KINDS:
        assert PLACES[kind] in said(net, layout=kind)[-1]
        assert "is not cooperation that is not there" in said(net, layout=kind)[-1]


def test_texts_of_both_languages_and_few_of_them():
    names = pd.Series(["register", "ambiguous", "new", "new"], index=list("ABCD"))
    net = build_network(records(meetings=SHEET))
    actors = net.actors.assign(name_status=names)
    notes = first_words(gather(net.derive(actors=actors, affiliations=net.affiliations)))
    assert 3 <= len(notes) <= 5
    assert all(set(note) == {"cs", "en"} and all(note.values()) for note in notes)
    assert notes[1]["en"].startswith("1 name is not decided")


def test_metrics_that_take_too_long_are_left_out_and_said(net, monkeypatch):
    views = gather(net)
    places = pd.DataFrame({"x": 0.0, "y": 0.0}, index=views.whole.actors.index)
    assert "betweenness" in build_model(views, places).views[0].metrics
    monkeypatch.setattr(collect, "MOST_WORK", net.n_actors * net.n_ties - 1)
    model = build_model(views, places)
    assert "betweenness" not in model.views[0].metrics
    assert "betweenness" not in [metric.key for metric in model.metrics]
    notes = [note["en"] for note in model.notes]
    assert any("too long" in note and "go-between" in note for note in notes)
    # Who asks for it gets it.
    asked = build_model(views, places, size="betweenness")
    assert "betweenness" in asked.views[0].metrics
    assert not any("too long" in note["en"] for note in asked.notes)


def test_every_actor_metric_of_the_register_can_be_the_size(net):
    views = gather(net)
    places = pd.DataFrame({"x": 0.0, "y": 0.0}, index=views.whole.actors.index)
    usual = [metric.key for metric in build_model(views, places).metrics]
    every = metric_register("en").query("level == 'actor'").index
    assert "coreness" in set(every) - set(usual)
    for name in every:
        model = build_model(views, places, size=name)
        assert [metric.key for metric in model.metrics] == list(dict.fromkeys([*usual, name]))
        shown = pd.Series(model.views[0].metrics[name], dtype="float64")
        # What leaves is measured, not the network as it was given.
        measured = metric_table(views.views[0].net, [name])[name].reindex(views.whole.actors.index)
        assert shown.to_numpy() == pytest.approx(measured.to_numpy(), rel=1e-6, nan_ok=True)


def test_order_of_rows_changes_no_word():
    mixed = SHEET.sample(frac=1, random_state=3)
    one, other = (build_network(records(meetings=sheet)) for sheet in (SHEET, mixed))
    assert said(one) == said(other)
