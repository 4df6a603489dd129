"""What must not leave: the whole output folder is searched for it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import netcoop as nc
from tests.attack.collect import texts_of


def everything(folder: Path) -> str:
    return "\n".join(texts_of(folder).values())


def written(tables: dict[str, pd.DataFrame], folder: Path) -> str:
    nc.report(nc.read_records(tables), lang="en", draws=5).save(folder)
    return everything(folder)


SHEET = pd.DataFrame({"actor": ["OSPOD", "ZŠ", "o3"], "meeting_id": "1"})


def test_only_known_columns_of_the_register_leave(tmp_path: Path) -> None:
    register = pd.DataFrame(
        {
            "actor_id": ["OSPOD", "ZŠ", "o3"],
            "aliases": ["Mgr. Jana Nováková|odd. SPOD", None, None],
            "Vedoucí": ["Ing. Petr Malý", None, None],
            "hodnocení": ["šikana 9.B", None, None],
            "lat": ["49.5", None, None],
        }
    )
    text = written({"meetings": SHEET, "actors": register}, tmp_path)
    for secret in ("Nováková", "Malý", "šikana", "49.5"):
        assert secret not in text


@pytest.mark.parametrize("mark", ["ano", "asi ano", "?"])
def test_in_doubt_an_actor_is_a_person(mark: str, tmp_path: Path) -> None:
    register = pd.DataFrame(
        {
            "actor_id": ["OSPOD", "ZŠ", "utajena-3"],
            "name": ["OSPOD", "ZŠ", "Jana Nejasná"],
            "kind": ["OSPOD", "ZS", "matka Evy Skryté"],
            "region": [None, None, "Malá Lhota č. p. 7"],
            "fyzická osoba": [None, None, mark],
        }
    )
    text = written({"meetings": SHEET, "actors": register}, tmp_path)
    for secret in ("Nejasná", "Skryté", "Lhota", "utajena-3"):
        assert secret not in text
    assert "person 1" in text


def test_findings_repeat_no_value(tmp_path: Path) -> None:
    tables = {
        "meetings": SHEET.assign(role=["Karel Tajný (lékař)", None, None]),
        "contacts": pd.DataFrame(
            {"source": ["ZŠ"], "target": ["OSPOD"], "date": ["volala Nováková"]}
        ),
        "needs": pd.DataFrame(
            {"region": ["Brno"], "service": ["SS_RP"], "count": ["tři sourozenci"]}
        ),
        "actors": pd.DataFrame(
            {
                "name": ["OSPOD", "MUDr. Karel Skrytý", "MUDr. Karel Skrytý"],
                "person": ["ne", "ano", "ano"],
            }
        ),
    }
    text = written(tables, tmp_path)
    for secret in ("Tajný", "Nováková", "sourozenci", "Skrytý"):
        assert secret not in text
    found = pd.read_csv(tmp_path / "problems.csv", encoding="utf-8-sig")
    assert {"unknown_role", "bad_date", "bad_number", "repeated_actor"} <= set(found["code"])
    # The user's own object knows the values, so that they can be mended.
    assert "volala Nováková" in nc.read_records(tables).problems["value"].tolist()


def test_names_of_files_that_were_not_read_do_not_leave(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    SHEET.to_csv(data / "meetings.csv", index=False)
    (data / "Zpráva o dítěti Jan Novák.pdf").write_bytes(b"%PDF")
    nc.report(nc.read_records(data), draws=5).save(tmp_path / "out")
    text = everything(tmp_path / "out")
    assert "Novák" not in text
    assert "*.pdf" in text


@pytest.mark.parametrize(
    "log",
    [
        pd.DataFrame(
            {
                "source": ["OSPOD"] * 6 + ["ZŠ"] * 3,
                "target": ["ZŠ"] * 6 + ["o3"] * 3,
                "date": "jaro",
            }
        ),
        pd.DataFrame(
            {
                "source": ["OSPOD"] * 6 + ["ZŠ"] * 3,
                "target": ["ZŠ"] * 6 + ["o3"] * 3,
                "days": "týden",
            }
        ),
        pd.DataFrame(
            {
                "source": ["OSPOD"] * 6 + ["ZŠ"] * 3,
                "target": ["ZŠ"] * 6 + ["o3"] * 3,
                "days": [None] * 8 + ["x"],
            }
        ),
        pd.DataFrame(
            {
                "source": ["OSPOD"] * 6 + ["ZŠ"] * 4,
                "target": ["ZŠ"] * 6 + ["o3"] * 4,
                "count": [None] * 9 + ["x"],
            }
        ),
    ],
    ids=["every date", "every number", "the last row", "a dropped row"],
)
def test_findings_do_not_count_referrals(log: pd.DataFrame, tmp_path: Path) -> None:
    """6 + 3 referrals: whoever learns that there are 9, or at least 9, learns the hidden 3."""
    nc.report(nc.read_records({"referrals": log}), lang="en").save(tmp_path)
    ties = pd.read_csv(tmp_path / "ties.csv", encoding="utf-8-sig")
    assert ties["weight"].tolist() == [6.0, 2.5]
    found = pd.read_csv(tmp_path / "problems.csv", encoding="utf-8-sig")
    found = found[found["table"] == "referrals"]
    assert len(found) == found["code"].nunique() >= 1
    assert found["row"].isna().all()
    page = (tmp_path / "report.html").read_text("utf-8")
    account = page[page.rindex("Rows read, kept and left out") :].partition("</tbody>")[0]
    assert account.count('<td class="n">–</td>') == 3
    findings = page[page.rindex("What was found while reading") :].partition("<h3")[0]
    assert '<td class="n">–</td>' in findings
    assert not any(f'<td class="n">{n}</td>' in findings for n in range(1, 11))
