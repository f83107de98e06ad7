"""What a two-class classifier says about every place of a plane, and the points that it learns."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from manim import Circle, Rectangle, Square, VGroup, VMobject

from scenes import style
from scenes.mobjects.contours import contour_lines, regions_below
from scenes.mobjects.polyline import set_lines

Array = npt.NDArray[np.float64]
#: Scores of places (n, 2): positive where class 1 is the likelier one.
Classifier = Callable[[Array], Array]

_CELLS = 72
# Probabilities between which the colour of the region changes, and how much of the model's colour
# each has.
_LEVELS = (0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95)
_SHARES = (0.05, 0.08, 0.12, 0.22, 0.26, 0.3, 0.34)


class DecisionRegions(VGroup):
    """Bands of equal confidence, the boundary between the classes, and the points.

    The two kinds of points differ in shape as well as in colour.

    Parameters
    ----------
    places, labels
        The points, of shape (n, 2), and for each its class, 0 or 1.
    classify
        The classifier that is shown at first.
    size
        Width and height in Manim units.
    reach
        The largest coordinate in the picture, on both axes.
    mark_px
        Radius of a point, in pixels at 1080p.
    """

    def __init__(
        self,
        places: Array,
        labels: Array,
        classify: Classifier,
        size: float,
        reach: float = 1.25,
        mark_px: float = 8.0,
    ) -> None:
        super().__init__()
        palette = style.palette
        self.ground = Rectangle(width=size, height=size, stroke_width=0, fill_opacity=1)
        self.ground.set_fill(palette.panel)
        self._axis = np.linspace(-reach, reach, _CELLS + 1)
        x, y = np.meshgrid(self._axis, self._axis)
        self._grid = np.stack([x.ravel(), y.ravel()], axis=1)
        self.bands = VGroup(*(self._band(share) for share in _SHARES))
        self.boundary = VMobject(stroke_color=palette.model, stroke_width=style.stroke(4))
        self.boundary.set_fill(opacity=0)
        self.points_of_class = [VGroup(), VGroup()]
        self._unit = size / (2 * reach)
        for place, label in zip(places, labels, strict=True):
            mark = self._mark(int(label), mark_px).move_to([*(self._unit * place), 0.0])
            self.points_of_class[int(label)].add(mark)
        self.add(self.ground, self.bands, self.boundary, *self.points_of_class)
        self.show_classifier(classify)

    def _band(self, share: float) -> VMobject:
        color = style.mix(style.palette.model, style.palette.panel, share)
        band = VMobject(stroke_width=0, fill_color=color, fill_opacity=1)
        band.decorative = True
        return band

    def _mark(self, label: int, radius_px: float) -> VMobject:
        """Return a filled round mark for class 1, a hollow square one for class 0."""
        palette, radius = style.palette, style.px(radius_px)
        if label:
            mark: VMobject = Circle(radius=radius, fill_color=palette.model, fill_opacity=1)
            return mark.set_stroke(palette.ground, width=style.stroke(2))
        mark = Square(side_length=1.7 * radius, fill_color=palette.ground, fill_opacity=1)
        return mark.set_stroke(palette.ink, width=style.stroke(2.5))

    def at(self, places: Array) -> Array:
        """Return where places (n, 2) of the plane lie in the picture (n, 3)."""
        flat = self._unit * self._scale * places
        return self.ground.get_center() + np.column_stack([flat, np.zeros(len(flat))])

    @property
    def _scale(self) -> float:
        """How much larger it is than it was made."""
        made = 2 * self._unit * float(self._axis[-1])
        return float(self.ground.width) / made

    def show_classifier(self, classify: Classifier) -> None:
        """Draw the regions of another classifier, for example after another step of training."""
        scores = classify(self._grid).reshape(_CELLS + 1, _CELLS + 1)
        for band, level in zip(self.bands, _LEVELS, strict=True):
            # What is above the level lies below its negative, upside down.
            outlines = regions_below(self._axis, self._axis, -scores, -_logit(level))
            set_lines(band, [self.at(outline) for outline in outlines])
        lines = contour_lines(self._axis, self._axis, scores, 0.0)
        set_lines(self.boundary, [self.at(line) for line in lines])


def _logit(probability: float) -> float:
    return float(np.log(probability / (1 - probability)))
