"""The colours of losses by height: a ramp whose steps look equally large.

References
----------
Ottosson, A perceptual color space for image processing (2020): the OKLab matrices.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from manim import ManimColor

from scenes import style

Colors = npt.NDArray[np.float64]

# How much of their own light the colours of a map have; the rest is the ground's.
MAP_BRIGHTNESS = 0.44

_TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def linear(rgb: Colors) -> Colors:
    """Return light intensities of sRGB colours, both from 0 to 1."""
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def encoded(light: Colors) -> Colors:
    """Return sRGB colours of light intensities; what is too bright is clipped."""
    light = np.clip(light, 0.0, 1.0)
    return np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)


def _lab(rgb: Colors) -> Colors:
    return np.asarray(np.cbrt(linear(rgb) @ _TO_CONES.T) @ _TO_LAB.T)


def _light_of_lab(lab: Colors) -> Colors:
    cones = (lab @ np.linalg.inv(_TO_LAB).T) ** 3
    return np.asarray(cones @ np.linalg.inv(_TO_CONES).T)


def ramp_light(shares: npt.ArrayLike) -> Colors:
    """Return the light intensities of the palette's ramp.

    Parameters
    ----------
    shares
        From 0, the smallest loss, to 1, the greatest; any shape.

    Returns
    -------
    Red, green and blue from 0 to 1, along a new last axis.
    """
    stops = style.palette.ramp
    at = [share for share, _ in stops]
    lab = _lab(np.array([ManimColor(color).to_rgb() for _, color in stops]))
    shares = np.asarray(shares, dtype=float)
    mixed = np.stack([np.interp(shares, at, channel) for channel in lab.T], axis=-1)
    return np.clip(_light_of_lab(mixed), 0.0, 1.0)


def ramp_color(share: float, brightness: float = 1.0) -> str:
    """Return one colour of the ramp, with its light dimmed towards black or the ground's.

    Parameters
    ----------
    brightness
        1 leaves the colour; less mixes its light with that of the ground.
    """
    ground = linear(np.array(ManimColor(style.palette.ground).to_rgb()))
    rgb = encoded(brightness * ramp_light(share) + (1 - brightness) * ground)
    return "#" + "".join(f"{round(255 * channel):02X}" for channel in rgb)


def share_of(losses: npt.ArrayLike, lowest: float, highest: float) -> npt.NDArray[np.float64]:
    """Return where losses lie on the ramp: as the root, so that a valley is not one colour."""
    above = (np.asarray(losses, dtype=float) - lowest) / (highest - lowest)
    return np.sqrt(np.clip(above, 0.0, 1.0))
