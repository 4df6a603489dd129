"""From the answers of a survey to directed ties."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import netcoop as nc
from netcoop.errors import ArgumentError, RecordError
from netcoop.ties.claims import claim_ties


def survey(*rows: tuple[object, ...], columns: str = "respondent target frequency") -> pd.DataFrame:
    return pd.DataFrame(rows, columns=columns.split())


def weights(ties: pd.DataFrame) -> dict[tuple[str, str], float]:
    return ties.set_index(["source", "target"])["weight"].to_dict()


def test_an_answer_above_zero_is_a_claim_and_zero_or_nothing_is_none() -> None:
    ties = claim_ties(survey(("A", "B", 3), ("A", "C", 0), ("B", "A", None), ("C", "A", 0.5)))
    assert weights(ties) == {("A", "B"): 3.0, ("C", "A"): 0.5}
    assert ties.dtypes.astype("str").to_dict() == {
        "source": "str", "target": "str", "weight": "float64", "count": "Int64",
    }  # fmt: skip


def test_without_frequencies_naming_is_claiming() -> None:
    names = survey(("A", "B", True), ("A", "C", None), ("B", "A", False),
                   columns="respondent target answered")  # fmt: skip
    assert weights(claim_ties(names)) == {("A", "B"): 1.0, ("A", "C"): 1.0}
    assert weights(claim_ties(names.drop(columns="answered"))) == {
        ("A", "B"): 1.0, ("A", "C"): 1.0, ("B", "A"): 1.0,
    }  # fmt: skip


def test_the_strongest_layer_is_the_weight_and_the_layers_are_counted() -> None:
    ties = claim_ties(
        survey(
            ("A", "B", "knows", 4), ("A", "B", "refers", 2), ("A", "B", "solves", 0),
            ("A", "B", None, 1), ("B", "A", "knows", None),
            columns="respondent target layer frequency",
        )
    )  # fmt: skip
    assert ties[["source", "target", "weight", "count"]].to_numpy().tolist() == [["A", "B", 4.0, 3]]


def test_the_latest_answer_of_a_layer_counts_and_silence_replaces_nothing() -> None:
    claims = survey(
        ("A", "B", "knows", 1, None), ("A", "B", "knows", 4, "2023-05-01"),
        ("A", "B", "knows", 2, "2024-05-01"), ("A", "B", "knows", None, "2025-05-01"),
        ("A", "C", "knows", 4, "2023-05-01"), ("A", "C", "knows", 0, "2024-05-01"),
        ("A", "C", "refers", 1, "2023-06-01"), ("B", "C", "knows", 3, None),
        columns="respondent target layer frequency date",
    )  # fmt: skip
    ties = claim_ties(claims).set_index(["source", "target"])
    assert ties["weight"].to_dict() == {("A", "B"): 2.0, ("A", "C"): 1.0, ("B", "C"): 3.0}
    assert ties.loc[("A", "B"), "first_date"] == pd.Timestamp("2023-05-01")
    assert ties.loc[("A", "B"), "last_date"] == pd.Timestamp("2024-05-01")
    # The layer that A no longer claims has no say in the dates.
    assert ties.loc[("A", "C"), "first_date"] == pd.Timestamp("2023-06-01")
    assert pd.isna(ties.loc[("B", "C"), "first_date"])
    assert ties["last_date"].dtype.kind == "M"


def test_two_people_who_answer_for_one_actor_count_as_the_higher_answer() -> None:
    assert weights(claim_ties(survey(("A", "B", 0), ("A", "B", 2), ("A", "B", 1)))) == {
        ("A", "B"): 2.0
    }


def test_mutual_ties_are_as_strong_as_the_weaker_claim() -> None:
    claims = survey(
        ("A", "B", 4, "2024-01-02"), ("B", "A", 1, "2024-01-05"),
        ("A", "C", 3, "2024-01-02"), ("C", "A", 0, "2024-01-03"), ("B", "D", 2, "2024-01-05"),
        columns="respondent target frequency date",
    )  # fmt: skip
    ties = claim_ties(claims, answer="mutual")
    assert weights(ties) == {("A", "B"): 1.0, ("B", "A"): 1.0}
    assert ties["first_date"].tolist() == [pd.Timestamp("2024-01-02")] * 2
    assert ties["last_date"].tolist() == [pd.Timestamp("2024-01-05")] * 2
    assert (ties.dtypes == claim_ties(claims).dtypes).all()


def test_what_an_actor_says_of_itself_is_no_tie() -> None:
    assert claim_ties(survey(("A", "A", 4), ("B", "B", 0))).empty


def test_zeros_that_fill_the_rows_of_nonrespondents_are_no_answers() -> None:
    claims = survey(
        ("A", "B", 3, "2023-01-01", True), ("A", "B", 0, "2024-01-01", False),
        ("C", "B", 2, "2024-01-01", False),
        columns="respondent target frequency date answered",
    )  # fmt: skip
    # A number above zero shows that somebody answered.
    assert weights(claim_ties(claims)) == {("A", "B"): 3.0, ("C", "B"): 2.0}


@pytest.mark.parametrize("answer", ["one_sided", "mutual"])
def test_a_survey_without_answers_has_no_ties(answer: str) -> None:
    for claims in (survey(), survey(("A", "B", None)), survey(columns="respondent target")):
        ties = claim_ties(claims, answer=answer)
        assert ties.empty
        assert [str(dtype) for dtype in ties.dtypes] == ["str", "str", "float64", "Int64"]


def test_it_reads_what_read_records_makes_of_a_matrix() -> None:
    matrix = pd.DataFrame(
        {
            "Jak často spolupracujete s": ["OSPOD", "ZŠ", "PČR"],
            "OSPOD": ["", "2", ""], "ZŠ": ["3", "", ""], "PČR": ["4", "0", ""],
        }
    )  # fmt: skip
    claims = nc.read_records({"claims": matrix}).claims
    assert weights(claim_ties(claims)) == {
        ("OSPOD", "PČR"): 4.0, ("OSPOD", "ZŠ"): 3.0, ("ZŠ", "OSPOD"): 2.0,
    }  # fmt: skip


def test_faults_say_where_and_what_to_do() -> None:
    bad = survey(("A", "B", -1), ("A", "C", 1), ("B", "A", float("inf")), ("C", "A", "<b>often"))
    with pytest.raises(RecordError, match=r"3 survey answers .*rows 1, 3, 4.*leave it empty") as e:
        claim_ties(bad)
    assert "often" not in str(e.value)
    with pytest.raises(ArgumentError, match="Did you mean 'mutual'"):
        claim_ties(bad, answer="mutal")


answers = st.lists(
    st.tuples(
        st.sampled_from("ABCD"),
        st.sampled_from("ABCD"),
        st.sampled_from(["knows", "refers", None]),
        st.none() | st.integers(0, 4),
        st.none() | st.sampled_from(["2024-01-01", "2024-02-01"]),
    ),
    max_size=25,
)


def as_claims(rows: list[tuple[object, ...]]) -> pd.DataFrame:
    claims = survey(*rows, columns="respondent target layer frequency date")
    return claims.astype({"frequency": "float64", "date": "datetime64[s]"})


@settings(max_examples=30)
@given(answers)
def test_the_weight_is_what_reading_the_answers_one_by_one_gives(rows: list[tuple]) -> None:
    latest: dict[tuple[str, str, str], tuple[str, int]] = {}
    for source, target, layer, frequency, date in rows:
        if frequency is not None and source != target:
            key = (source, target, layer or "")
            latest[key] = max(latest.get(key, ("", -1)), (date or "", frequency))
    expected: dict[tuple[str, str], float] = {}
    for (source, target, _), (_, frequency) in latest.items():
        if frequency > 0:
            expected[source, target] = max(expected.get((source, target), 0), frequency)
    assert weights(claim_ties(as_claims(rows))) == expected


@settings(max_examples=30)
@given(answers, st.randoms(use_true_random=False))
def test_the_order_of_the_answers_changes_nothing(rows: list[tuple], chance) -> None:
    shuffled = [*rows]
    chance.shuffle(shuffled)
    for answer in ("one_sided", "mutual"):
        one = claim_ties(as_claims(rows), answer=answer)
        other = claim_ties(as_claims(shuffled), answer=answer)
        pd.testing.assert_frame_equal(one, other)


@settings(max_examples=30)
@given(answers)
def test_mutual_ties_are_some_of_the_one_sided_and_the_same_both_ways(rows: list[tuple]) -> None:
    one_sided = weights(claim_ties(as_claims(rows)))
    ties = claim_ties(as_claims(rows), answer="mutual")
    mutual = weights(ties)
    assert mutual == {
        (a, b): min(weight, one_sided[b, a])
        for (a, b), weight in one_sided.items()
        if (b, a) in one_sided
    }
    turned = ties.rename(columns={"source": "target", "target": "source"})[ties.columns]
    pd.testing.assert_frame_equal(
        ties, turned.sort_values(["source", "target"], ignore_index=True), check_names=False
    )
