"""An image generator: noise that turns, pixel by pixel, into a picture."""

from __future__ import annotations

import numpy as np

from scenes import style
from scenes.mobjects.glyph import SIZE, Glyph, blend, filled, paint, phase

PIXELS = 16
_GROUT = 0.03  # share of a pixel's side that stays free between it and the next


class ImageGlyph(Glyph):
    """A grid of pixels: the sun over mountains comes out of noise.

    At every moment the picture is a mixture of the two whose variances add up to one, which is what
    a diffusion model takes away step by step.

    Parameters
    ----------
    size
        Side of the panel, in Manim units.
    seed
        Of the noise.
    pixels
        How many there are to a side.
    """

    def __init__(self, size: float = SIZE, seed: int = 5, pixels: int = PIXELS) -> None:
        super().__init__(size)
        rng = np.random.default_rng(seed)
        self.picture = _landscape(pixels)
        """Red, green and blue of each pixel, rows from the top."""
        grey = rng.normal(0.0, 0.17, (pixels, pixels, 1))
        self._noise = grey + rng.normal(0.0, 0.04, (pixels, pixels, 3))
        self._middle = blend(style.palette.muted, 0.5)
        self._pixels = [filled(style.palette.muted) for _ in range(pixels**2)]
        side = 2 / pixels
        half = side * (1 - _GROUT) / 2
        square = np.array([[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0], [-1, -1, 0]]) * half
        for index, pixel in enumerate(self._pixels):
            row, column = divmod(index, pixels)
            center = np.array([-1 + (column + 0.5) * side, 1 - (row + 0.5) * side, 0.0])
            pixel.set_points_as_corners(self.panel.get_center() + self.unit * (center + square))
        self.add(*self._pixels)
        self.set_progress(0.0)

    @property
    def shown(self) -> np.ndarray:
        """Red, green and blue of each pixel as drawn, of shape (pixels, pixels, 3)."""
        signal = np.sin(np.pi / 2 * phase(self.progress, 0.04, 0.96))
        deviation = signal * (self.picture - self._middle) + np.sqrt(1 - signal**2) * self._noise
        return np.clip(self._middle + deviation, 0, 1)

    def draw(self, share: float) -> None:
        """Mix what is left of the noise with what is there of the picture."""
        for pixel, rgb in zip(self._pixels, self.shown.reshape(-1, 3), strict=True):
            paint(pixel, rgb)


def _landscape(pixels: int) -> np.ndarray:
    """Return a sun over two ridges and their reflection in a lake, in the model's blue."""
    model = style.palette.model
    # The sun is bright and the land is dark in every theme.
    by_light = sorted((style.palette.ink, style.palette.ground), key=lambda c: sum(style.rgb(c)))
    ground, white = by_light
    image = np.zeros((pixels, pixels, 3))
    for row in range(pixels):
        for column in range(pixels):
            x, y = (column + 0.5) / pixels, 1 - (row + 0.5) / pixels
            # Peaks in the middle of a pixel of sixteen: both flanks are alike.
            far = 0.70 - 1.0 * abs(x - 10.5 / 16)
            near = 0.48 - 0.8 * abs(x - 3.5 / 16)
            if y < 0.2:
                # Glints on the water, brighter near the shore.
                glint = 0.16 if (row + column // 3) % 2 else 0.0
                image[row, column] = blend(model, 0.30 + glint, ground)
            elif y < near:
                image[row, column] = blend(model, 0.22, ground)
            elif y < far:
                snow = y > 0.53
                image[row, column] = (
                    blend(white, 0.90, model) if snow else blend(model, 0.42, ground)
                )
            elif (x - 0.25) ** 2 + (y - 0.75) ** 2 < 0.125**2:
                image[row, column] = blend(white, 1.0)
            else:
                image[row, column] = blend(model, 0.95 - 0.30 * y, ground)
    return image
