from __future__ import annotations

import math

import pytest

from netcoop.maps import style


def test_known_sectors_look_the_same_on_every_map():
    many, _ = style.assign_groups(["education"] * 5 + ["spod", "health"])
    few, _ = style.assign_groups(["education", "health", "health"])
    assert many["education"] == few["education"]
    assert many["health"] == few["health"]


def test_at_most_seven_groups_and_the_rest_is_other():
    values = [f"s{number}" for number in range(12)] + ["spod"]
    styles, group_of = style.assign_groups(values)
    assert len(styles) == style.MAX_GROUPS + 1
    assert list(styles)[-1] == style.OTHER
    assert group_of["spod"] == "spod"
    assert group_of["s9"] == style.OTHER


def test_no_two_groups_share_a_shape_or_a_color():
    values = ["spod", "social_services", "ngo", "community", "state", "municipality", "x", ""]
    styles, _ = style.assign_groups(values)
    assert len({look.shape for look in styles.values()}) == len(styles)
    assert len({look.color for look in styles.values()}) == len(styles)


def test_ties_differ_without_color():
    looks = [*style.TIE_STYLES.values(), style.MISSING_STYLE]
    seen = {(look.dash, look.arrow) for kind, look in style.TIE_STYLES.items() if kind != "tie"}
    assert len(seen | {(style.MISSING_STYLE.dash, False)}) == len(looks) - 1


def test_user_kind_called_missing_is_not_a_missing_tie():
    assert style.MISSING not in style.assign_ties(["missing"])


@pytest.mark.parametrize("shape", style.OUTLINES)
def test_shapes_have_one_area(shape):
    points = style.OUTLINES[shape]
    if not points:
        assert shape == "circle"
        return
    following = points[1:] + points[:1]
    doubled = sum(a * d - c * b for (a, b), (c, d) in zip(points, following, strict=True))
    assert abs(doubled) / 2 == pytest.approx(math.pi, rel=1e-3)


def luminance(color: str) -> float:
    parts = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    "color",
    sorted(
        {
            style.OUTLINE,
            style.MISSING_STYLE.color,
            *(tie.color for tie in style.TIE_STYLES.values()),
        }
    ),
)
def test_lines_and_outlines_stand_out_from_the_paper(color):
    # WCAG 1.4.11: graphics need three to one.
    assert 1.05 / (luminance(color) + 0.05) >= 3


def test_area_of_a_mark_grows_with_the_value():
    small, large = style.radius(1, 4) - 6, style.radius(4, 4) - 6
    assert large == pytest.approx(2 * small)
    assert style.radius(float("nan"), 4) == 6
