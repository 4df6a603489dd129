"""When there are records: per month and region, and the longest time without any."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from netcoop.records.units import by_region, tables_of, units_of

if TYPE_CHECKING:
    from netcoop.records.records import Records


def records_per_month(records: Records) -> pd.DataFrame:
    """Count records per month and region, from the first to the last month of each.

    Returns
    -------
    pandas.DataFrame
        ``table``, ``region`` ("" is all), ``month`` (such as "2024-03"), ``meetings`` (missing
        where the table is another) and ``rows``. A month without any record is missing, not zero.
        Meetings that were not held and records without a month are left out.

    Examples
    --------
    >>> import pandas as pd
    >>> from netcoop.records import Records
    >>> sheet = pd.DataFrame({"actor": ["A", "B"], "period": ["2024-01", "2024-03"]})
    >>> records_per_month(Records(meetings=sheet))[["month", "meetings", "rows"]]
         month  meetings  rows
    0  2024-01         1     1
    1  2024-02      <NA>  <NA>
    2  2024-03         1     1
    """
    parts = []
    for table in tables_of(records.tables):
        held = by_region(units_of(table, records.tables[table]).held)
        held = held[held["start"].notna()].assign(month=month_numbers(held["start"]))
        counts = held.groupby(["region", "month"])["rows"].agg(["size", "sum"])
        for region, first, last in held.groupby("region")["month"].agg(["min", "max"]).itertuples():
            months = pd.RangeIndex(first, last + 1)
            own = counts.loc[region].reindex(months).astype("Int64")
            if table != "meetings":
                own["size"] = pd.NA
            words = [f"{month // 12}-{month % 12 + 1:02d}" for month in months]
            parts.append(own.assign(table=table, region=region, month=words))
    frame = pd.concat(parts) if parts else pd.DataFrame(columns=["size", "sum"])
    columns = ["table", "region", "month", "meetings", "rows"]
    frame = frame.rename(columns={"size": "meetings", "sum": "rows"}).reindex(columns=columns)
    dtypes = dict.fromkeys(columns[:3], "str") | dict.fromkeys(columns[3:], "Int64")
    return frame.astype(dtypes).reset_index(drop=True)


def record_gaps(records: Records) -> pd.DataFrame:
    """Find the longest time without any record, of every table and region.

    Returns
    -------
    pandas.DataFrame
        ``table``, ``region`` ("" is all), ``start`` (the last day before), ``end`` (the first day
        after) and ``days`` between them. A region with records of a single day has no row.

    Examples
    --------
    >>> import pandas as pd
    >>> from netcoop.records import Records
    >>> days = pd.to_datetime(["2024-01-01", "2024-01-11", "2024-01-12"])
    >>> sheet = pd.DataFrame({"actor": ["A", "B", "A"], "date": days})
    >>> record_gaps(Records(meetings=sheet))[["start", "end", "days"]]
           start        end  days
    0 2024-01-01 2024-01-11    10
    """
    parts = [
        longest_gaps(by_region(units_of(table, records.tables[table]).held)).assign(table=table)
        for table in tables_of(records.tables)
    ]
    columns = ["table", "region", "start", "end", "days"]
    frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    dtypes = {"table": "str", "region": "str", "days": "int64"}
    return frame[columns].astype(dtypes | dict.fromkeys(["start", "end"], "datetime64[s]"))


def longest_gaps(held: pd.DataFrame) -> pd.DataFrame:
    """Find the longest gap of every region; of several as long, the first.

    What is known by its month only fills the whole month, so a gap is at least that long.
    """
    dated = held.loc[held["start"].notna(), ["region", "start", "end"]]
    dated = dated.sort_values(["region", "start", "end"], ignore_index=True)
    before = dated.groupby("region")["end"].cummax().groupby(dated["region"]).shift()
    found = dated.assign(start=before, end=dated["start"], days=(dated["start"] - before).dt.days)
    found = found[found["days"] > 0]
    return found.loc[found.groupby("region")["days"].idxmax()].reset_index(drop=True)


def month_numbers(days: pd.Series) -> pd.Series:
    """Give every month a number, so that months can be counted."""
    months: pd.Series = days.dt.year * 12 + days.dt.month - 1
    return months
