"""The palette can be told apart and read, also by people who do not see all colours."""

import numpy as np
import pytest
from manim import ManimColor

from scenes import style

# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB.
VISION = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}


def linear(color):
    rgb = ManimColor(color).to_rgb()
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def luminance(color):
    return float(linear(color) @ [0.2126, 0.7152, 0.0722])


def contrast(a, b):
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def oklab(rgb):
    to_cone = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    )
    to_lab = np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    )
    return to_lab @ np.cbrt(np.clip(to_cone @ rgb, 0, None))


def difference(a, b, vision=None):
    matrix = np.array(VISION[vision]) if vision else np.eye(3)
    seen = [oklab(np.clip(matrix @ linear(color), 0, 1)) for color in (a, b)]
    return float(np.linalg.norm(seen[0] - seen[1]))


THEMES = pytest.mark.parametrize("theme", style.THEMES.values(), ids=style.THEMES)
ROLES = ["ink", "muted", "model", "loss", "gradient", "check", *range(6)]


@THEMES
@pytest.mark.parametrize("role", ROLES, ids=str)
@pytest.mark.parametrize("ground", ["ground", "panel"])
def test_text_colours_are_readable_on_both_grounds(theme, role, ground):
    color = theme.parameters[role] if isinstance(role, int) else getattr(theme, role)
    assert contrast(color, getattr(theme, ground)) >= 4.5


@THEMES
def test_idle_wires_can_be_seen(theme):
    assert contrast(theme.wire_idle, theme.ground) >= 3


@THEMES
@pytest.mark.parametrize("vision", [None, *VISION])
def test_forward_loss_and_gradient_can_be_told_apart(theme, vision):
    for a, b in style.pairs((theme.model, theme.loss, theme.gradient)):
        assert difference(a, b, vision) > 0.08, (a, b)


@THEMES
def test_parameters_can_be_told_apart(theme):
    for a, b in style.pairs(theme.parameters):
        assert difference(a, b) > 0.08, (a, b)


def test_the_themes_mean_the_same():
    """A meaning has the same hue in both, to within what darkening shifts it by."""
    for role in ("model", "loss", "gradient", "check"):
        dark, light = (oklab(linear(getattr(theme, role))) for theme in style.THEMES.values())
        turn = np.angle(complex(*dark[1:]) / complex(*light[1:]), deg=True)
        assert abs(turn) < 30, role


def test_a_theme_colours_what_is_made_from_now_on():
    style.use_theme("light")
    try:
        assert style.color_of("L") == style.LIGHT.loss
    finally:
        style.use_theme("dark")
    assert style.color_of("L") == style.DARK.loss


def test_every_parameter_keeps_its_colour():
    assert [style.color_of(f"k{i}") for i in range(6)] == list(style.palette.parameters)
    assert style.color_of("L") == style.palette.loss
    assert style.color_of("x1") == style.palette.ink


def test_all_timings_are_whole_ticks():
    for seconds in (style.QUICK, style.NORMAL, style.SLOW):
        assert (seconds * 15).is_integer() or abs(seconds * 15 - round(seconds * 15)) < 1e-9


def test_smallest_text_keeps_a_cap_height_of_twenty_pixels():
    from scenes import typeset

    height = typeset.words("H", size=style.TICK).height * style.PIXELS_PER_UNIT
    assert height >= 20
