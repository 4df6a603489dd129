"""The field as the register shows it: who is a networker."""

from __future__ import annotations

import pandas as pd

from netcoop.gaps.field import networkers


def test_networkers_are_told_by_role_or_kind() -> None:
    register = pd.DataFrame(
        {
            "role": ["síťař", "Lokální síťařka", "facilitator", None, "svolavatel", None],
            "kind": [None, None, "JINE", "LOK_SITAR", "OSPOD", None],
        },
        index=list("abcdef"),
    )
    assert networkers(register).tolist() == list("abcd")
    assert networkers(register.drop(columns="role")).tolist() == ["d"]
    assert networkers(register[[]]).tolist() == []
