"""Real input that nobody here wrote: it must run, dates or no dates.

The Southern women come with networkx. The other networks are not in this repository; where a
folder of them lies at hand (``NETCOOP_REAL_DATA``, else ``../shared/data/real``), they run too.
"""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest

import netcoop as nc
from tests.ties.test_projection import southern_women

FOLDER = Path(os.environ.get("NETCOOP_REAL_DATA", Path(__file__).parents[2] / "shared/data/real"))


def at_hand(name: str) -> Path:
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"{name} is not at hand; set NETCOOP_REAL_DATA to its folder")
    return path


def test_southern_women(tmp_path: Path) -> None:
    """Davis, Gardner & Gardner 1941: 18 women, 14 events, 139 of 153 pairs met, no dates."""
    report = nc.report(nc.read_records({"meetings": southern_women()}), lang="en", draws=19)
    assert (report.network.n_actors, report.network.n_ties) == (18, 139)
    assert "Nearly all actors who have ties hang together" in report.to_html()
    report.save(tmp_path)


def test_bristol_organisations(tmp_path: Path) -> None:
    """Diani & Bison 2004: 73 civic organisations, 17 protest events; columns actor and event."""
    records = nc.read_records(at_hand("bristol_org_event.attendance.csv"))
    assert records.meetings["meeting_id"].nunique() == 17
    report = nc.report(records, lang="en", draws=19)
    assert report.network.n_actors == 73
    report.save(tmp_path)


def test_katrina_situation_reports() -> None:
    """Butts, Acton & Marcum 2012: organisations by situation report; 1,577 of them, 6,543 rows."""
    records = nc.read_records(at_hand("katrina_org_doc.attendance.csv"))
    assert records.account[["read", "kept"]].to_numpy().tolist() == [[6543, 6543]]
    net = nc.build_network(records)
    assert net.n_actors == 1577
    pairs = records.meetings[["actor", "meeting_id"]].drop_duplicates()
    company = pairs.groupby("meeting_id")["actor"].transform("size") > 1
    in_company = pairs[company].groupby("actor").size().reindex(net.actors.index, fill_value=0)
    assert nc.strength(net).tolist() == pytest.approx(in_company.tolist())


def test_katrina_day_by_day(tmp_path: Path) -> None:
    """The same organisations' collaboration day by day, as dated contacts with a register."""
    panel = pd.read_csv(at_hand("katrina_daily.panel.csv"), dtype={"wave": "str"})
    nodes = pd.read_csv(at_hand("katrina_daily.nodes.csv"), dtype="str").drop_duplicates("id")
    day = pd.to_datetime(panel["wave"], format="%m%d%y").dt.strftime("%Y-%m-%d")
    records = nc.read_records(
        {
            "contacts": panel[["source", "target"]].assign(date=day),
            "actors": nodes.rename(columns={"id": "actor_id", "label": "name"})[
                ["actor_id", "name"]
            ],
        }
    )
    assert records.contacts["date"].nunique() == panel["wave"].nunique()
    report = nc.report(records, lang="en")
    assert report.network.n_actors == nodes["id"].nunique()
    # Undirected data: a pair stands once a day, so its weight is its number of days.
    assert report.network.ties["weight"].sum() == len(panel)
    report.save(tmp_path)


def test_tobacco_contacts(tmp_path: Path) -> None:
    """Luke 2015: a ready network of 25 agencies goes straight into a Network."""
    ties = pd.read_csv(at_hand("tobacco_contact.edges.csv"))
    actors = pd.read_csv(at_hand("tobacco_contact.nodes.csv")).set_index("id")
    net = nc.Network(actors.assign(sector=actors["agency_cat"].astype("str")), ties)
    nc.map_network(net).save(tmp_path / "map.html")
    assert nc.read_network(net.save(tmp_path / "net")).equals(net)
