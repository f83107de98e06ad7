"""Fog over what is not known yet: soft, uneven, drifting, and parting where a sample is taken.

It is painted as horizontal strips that touch and do not overlap, each with one gradient along it.
So every pixel is veiled once; layers of translucent puffs would drift in hue and band.
"""

from __future__ import annotations

import numpy as np
from manim import RIGHT, ManimColor, Rectangle, VGroup

from scenes import style
from scenes.mobjects.motion import Change, Motion, together
from scenes.mobjects.part import Part
from scenes.mobjects.plot import Curve, Plot
from scenes.mobjects.tangent import Slice, Spot

# Whole pixels at 1080p and at 720p: elsewhere the painter softens each edge, and lines show.
STRIP_PX = 6
STOP_PX = 9
# A power of two: all that follows its few digits is zeros.
_SHADES = 2**11
# Waves to an octave, and the wavelength of the longest, in Manim units.
_WAVES, _OCTAVES, _LONGEST = 9, 4, 2.6
# How far fog reaches beyond its bounds, in Manim units.
_BEYOND = 0.62
DRIFT = 0.16
"""How far the fog moves in a second, in Manim units."""


class _Noise:
    """A smooth random field between about -1 and 1, the same for the same seed."""

    def __init__(self, rng: np.random.Generator) -> None:
        octave = np.repeat(np.arange(_OCTAVES), _WAVES)
        angle = rng.uniform(0, 2 * np.pi, len(octave))
        number = 2 * np.pi / _LONGEST * 1.8**octave * rng.uniform(0.8, 1.25, len(octave))
        self._kx, self._ky = number * np.cos(angle), number * np.sin(angle)
        self._phase = rng.uniform(0, 2 * np.pi, len(octave))
        # Shorter waves change faster, so that the cloud boils a little as it drifts.
        self._pace = rng.normal(0.0, 0.22, len(octave)) * (1 + octave)
        self._weight = 0.5**octave / np.sqrt(1.1 * _WAVES)

    def at(self, x: np.ndarray, y: np.ndarray, time: float) -> np.ndarray:
        """Return the field on a grid of places."""
        total = np.zeros(np.broadcast(x, y).shape)
        for kx, ky, phase, pace, weight in zip(
            self._kx, self._ky, self._phase, self._pace, self._weight, strict=True
        ):
            total += weight * np.sin(kx * (x - DRIFT * time) + ky * y + phase + pace * time)
        return total


def _soft(share: np.ndarray) -> np.ndarray:
    """Return a share, kept from 0 to 1 and made to begin and end gently."""
    share = np.clip(share, 0, 1)
    return share * share * (3 - 2 * share)


class Fog(Part):
    """A bank of fog, which hides a line: thick along it, thin and uneven elsewhere.

    Parameters
    ----------
    spine
        Points that it lies around, of shape (n, 2) or (n, 3).
    spread
        How far it reaches from them, in Manim units.
    seed
        Of its shape; the same seed gives the same fog.
    drifting
        Whether it moves by itself while a scene plays.
    bounds
        Left, right, bottom and top of the room that it fills, beyond which it soon fades; without
        them it lies along the line alone.
    """

    def __init__(
        self,
        spine: np.ndarray,
        spread: float = 1.0,
        seed: int = 0,
        thickness: float = 1.0,
        drifting: bool = True,
        bounds: tuple[float, float, float, float] | None = None,
    ) -> None:
        super().__init__()
        rng = np.random.default_rng(seed)
        self._shape, self._light = _Noise(rng), _Noise(rng)
        self._thickness = thickness
        self._holes: list[list[float]] = []
        self.time = 0.0
        places = np.asarray(spine, dtype=float)[:, :2]
        margin = 1.35 * spread
        (left, bottom), (right, top) = places.min(axis=0) - margin, places.max(axis=0) + margin
        if bounds:
            left, right, bottom, top = np.array(bounds) + _BEYOND * np.array([-1, 1, -1, 1])
        strip = style.px(STRIP_PX)
        # Edges lie on whole pixels; between them the painter would soften each edge.
        bottom, top = np.floor(bottom / strip) * strip, np.ceil(top / strip) * strip
        self._xs = np.linspace(left, right, int((right - left) / style.px(STOP_PX)) + 2)
        rows = round((top - bottom) / strip)
        self._ys = bottom + (np.arange(rows) + 0.5) * strip
        grid_x, grid_y = np.meshgrid(self._xs, self._ys)
        self._grid = grid_x, grid_y
        nearest = np.full(grid_x.shape, np.inf)
        for x, y in places:
            nearest = np.minimum(nearest, np.hypot(grid_x - x, grid_y - y))
        self._distance = nearest / spread
        self._fills = bool(bounds)
        # Towards the end of the painted strips nothing may be left.
        self._beyond = np.clip(1 - (1.33 - self._distance) / 0.3, 0, 1)
        if bounds:
            west, east, south, north = bounds
            aside = np.maximum(np.maximum(west - grid_x, grid_x - east), 0)
            above = np.maximum(np.maximum(south - grid_y, grid_y - north), 0)
            self._beyond = np.hypot(aside, above) / _BEYOND
        self._strips = [
            Rectangle(width=right - left, height=strip, stroke_width=0)
            .set_fill(style.palette.muted, opacity=1)
            .move_to([(left + right) / 2, y, 0.0])
            for y in self._ys
        ]
        for band in self._strips:
            band.sheen_direction = RIGHT
            band.decorative = True
        self.add(*self._strips)
        self._paint()
        if drifting:
            self.add_updater(lambda fog, dt: fog.advance(dt))

    @classmethod
    def over(
        cls, plot: Plot, function: Slice, x_range: tuple[float, float], **settings: object
    ) -> Fog:
        """Return the fog over the part of a curve between two x."""
        xs = np.linspace(*x_range, 48)
        (left, bottom), (right, top) = (
            plot.at(x, y)[:2] for x, y in zip(x_range, plot.y_range, strict=True)
        )
        spine = np.array([plot.at(x, function.value(x)) for x in xs])
        return cls(spine, bounds=(left, right, bottom, top), **settings)

    def refresh(self) -> None:
        """Paint the fog as thick as it is."""
        self._paint()

    def advance(self, seconds: float) -> None:
        """Let it drift for some seconds."""
        if seconds:
            self.time += seconds
            self._paint()

    def density(self) -> np.ndarray:
        """Return how much each place of the grid is veiled, from 0 to 1; rows from the bottom."""
        x, y = self._grid
        noise = self._shape.at(x, y, self.time)
        # The noise moves the edge in and out, and the edge itself is soft.
        veil = _soft((1.7 + 0.34 * noise - self._distance) / 0.9)
        if self._fills:
            veil = np.maximum(veil, np.clip(0.55 + 0.5 * noise, 0.12, 1))
        for hole_x, hole_y, radius, share in self._holes:
            away = np.hypot(x - hole_x, y - hole_y) / (radius * (1 + 0.16 * noise))
            veil = veil * (1 - share * np.exp(-(away**3)))
        border = _soft(1.2 + (0.8 * noise - 1.9) * self._beyond)
        border *= np.clip((0.95 - self._beyond) / 0.5, 0, 1)
        return veil * border * self._thickness * self.presence * self.focus

    def _paint(self) -> None:
        """Give every strip its colours and opacities."""
        x, y = self._grid
        light = 0.36 + 0.17 * self._light.at(x, y, 0.7 * self.time)
        light = np.clip(light, 0.10, 0.72)[..., None]
        ground = np.array(ManimColor(style.palette.ground).to_rgb())
        mist = np.array(ManimColor(style.palette.muted).to_rgb())
        colors = np.concatenate(
            [ground + (mist - ground) * light, self.density()[..., None]], axis=-1
        )
        # Finer than a pixel can show, and coarse enough for a file of it to be small.
        colors = np.round(colors * _SHADES) / _SHADES
        visible = colors[..., 3].max(axis=1) > 1e-3
        self.submobjects = [s for s, seen in zip(self._strips, visible, strict=True) if seen]
        for strip, row in zip(self._strips, colors, strict=True):
            strip.fill_rgbas = row

    def part_at(
        self, point: np.ndarray, radius: float = 0.5, run_time: float = style.NORMAL
    ) -> Motion:
        """Return the motion that opens the fog around `point`."""
        hole = [float(point[0]), float(point[1]), radius, 0.0]
        self._holes.append(hole)

        def step(share: float) -> None:
            hole[3] = share
            self._paint()

        return Motion(self, [Change(0.0, run_time, step)])

    def lift(self, run_time: float = style.SLOW) -> Motion:
        """Return the motion that takes all the fog away."""
        return self.vanish(run_time)


class UnknownCurve(VGroup):
    """A curve under fog, known only where a sample has been taken.

    Parameters
    ----------
    plot, function
        Where and of what.
    x_range
        What is hidden; all of the plot by default.

    Attributes
    ----------
    curve, fog
        The parts, from back to front; the sampled points lie on top.
    """

    def __init__(
        self,
        plot: Plot,
        function: Slice,
        x_range: tuple[float, float] | None = None,
        spread: float = 1.0,
        seed: int = 0,
        color: str | None = None,
    ) -> None:
        super().__init__()
        self.plot, self.function = plot, function
        self.color_of_curve = color or style.palette.loss
        self.curve = Curve(self.color_of_curve)
        xs = np.linspace(*plot.x_range, 73)
        self.curve.set_curve(plot.curve_points(xs, *function.samples(xs)))
        self.curve.glow.set_z_index(-2)
        self.fog = Fog.over(plot, function, x_range or plot.x_range, spread=spread, seed=seed)
        self.dots = VGroup()
        self.add(self.curve, self.fog, self.dots)

    def sample(self, x: float, radius: float = 0.5, run_time: float = style.NORMAL) -> Motion:
        """Return the motion that parts the fog at `x` and lets the point shine through."""
        point = self.plot.at(x, self.function.value(x))
        dot = Part(Spot(self.color_of_curve, radius_px=8.5, glow=0.55))
        # In front of the fog, unlike other glows: the light comes through it.
        dot[0].halo.submobjects = []
        dot[0].put(point)
        dot.set_presence(0.0)
        self.dots.add(dot)
        parting = self.fog.part_at(point, radius, run_time)
        return together(self, parting, dot.appear(0.6 * run_time))


def in_front_of_fog(plot: Plot) -> Plot:
    """Have the axes of a plot and what is written at them drawn over fog, and return the plot."""
    for part in (plot.axes, plot.ticks, plot.tick_labels, plot.labels):
        part.set_z_index(1)
    return plot
