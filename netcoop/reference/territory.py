"""The municipalities with extended powers (ORP) of the Czech Republic.

Sources of ``tables/territory.csv``: codes and names of ORP, okres and kraj from the Czech
Statistical Office (ČSÚ, code lists 65, 100 and 101; free reuse with the source named) and RÚIAN
(ČÚZK, CC BY 4.0); coordinates of the seats from GeoNames (CC BY 4.0); population from the 2021
census (ČSÚ). The pilot of the coordinated approach (January 2024 to February 2025) is from the
final presentation of the project CZ.03.02.02/00/22_004/0001320.
"""

from __future__ import annotations

from functools import cache

import pandas as pd

from netcoop.reference._tables import read_table

__all__ = ["territories"]


def territories() -> pd.DataFrame:
    """List the 206 municipalities with extended powers (ORP) of the Czech Republic.

    Prague counts as one of them, as in official statistics.

    Returns
    -------
    pandas.DataFrame
        One row an ORP, a new frame at each call. The index ``region`` is the ORP's name: no two
        share one, and the tables of records name regions in the same way. Columns:

        - ``code``, ``code_ruian``: its codes at the Czech Statistical Office and in RÚIAN (text);
        - ``okres``, ``okres_name``, ``kraj``, ``kraj_name``: the district and the region above it;
        - ``lat``, ``lon``: the seat, in degrees (WGS 84);
        - ``population``, ``population_0_14``: inhabitants, and children to 14, 2021 census;
        - ``area_km2``: area in km²;
        - ``pilot``: took part in the pilot of the coordinated approach, 2024–2025.

    Examples
    --------
    >>> orp = territories()
    >>> len(orp), orp["kraj"].nunique(), int(orp["pilot"].sum())
    (206, 14, 16)
    >>> orp.loc["Havlíčkův Brod", ["code", "kraj_name"]].tolist()
    ['6102', 'Kraj Vysočina']
    """
    return _territories().copy()


@cache
def _territories() -> pd.DataFrame:
    # Codes are names, not numbers: nobody adds them up.
    return read_table("territory", text=["code", "code_ruian"]).set_index("region")
