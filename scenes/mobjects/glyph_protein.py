"""A protein folder: a chain of beads that folds into a compact shape."""

from __future__ import annotations

import numpy as np
from manim import VMobject
from manim.constants import CapStyleType, LineJointType

from scenes import style
from scenes.mobjects.glyph import SIZE, Glyph, blend, disk, filled, paint

BEADS = 34
_STEPS = 900
_STRIDE = 6
_RATE = 0.02
_BEAD = 0.29  # radius, in bond lengths
_TUBE = 0.34  # width of the chain, in bond lengths
_GAP = 0.09  # around what is in front, in bond lengths
_FILLED = 0.90  # how far from the middle the folded chain reaches
_NEAREST = 1.25  # no two beads come closer, in bond lengths


class ProteinGlyph(Glyph):
    """A chain whose sticky beads seek each other, relaxed in space and seen from the front.

    The chain slides down a small energy of its own: springs between neighbours, no two beads in the
    same place, and a pull between sticky beads (those in blue). Nearer beads are drawn over farther
    ones and brighter.

    Parameters
    ----------
    size
        Side of the panel, in Manim units.
    seed
        Of the order of the beads and of the first trembling.
    """

    def __init__(self, size: float = SIZE, seed: int = 8, beads: int = BEADS) -> None:
        super().__init__(size)
        rng = np.random.default_rng(seed)
        self.sticky = rng.random(beads) < 0.55
        self.path, self._bond_lengths = _fold(_stretched(beads, rng), self.sticky)
        """The chain at evenly spaced moments of its way, of shape (moments, beads, 3)."""
        # Wider strokes in the panel's colour part the chain from what of it lies behind.
        self._casings = [self._bond(CapStyleType.BUTT) for _ in range(beads)]
        self._bonds = [self._bond(CapStyleType.ROUND) for _ in range(beads)]
        self._rims = [filled(style.palette.panel) for _ in range(beads)]
        self._disks = [filled(style.palette.muted) for _ in range(beads)]
        self._layers = list(zip(self._casings, self._rims, self._bonds, self._disks, strict=True))
        for layer in self._layers:
            self.add(*layer)
        self.set_progress(0.0)

    def _bond(self, cap: CapStyleType) -> VMobject:
        bond = VMobject(stroke_color=style.palette.panel).set_fill(opacity=0)
        bond.joint_type = LineJointType.ROUND
        return bond.set_cap_style(cap)

    @property
    def places(self) -> np.ndarray:
        """Where the beads are, from -1 to 1 across the picture, of shape (beads, 3)."""
        return self._at_moment(self.path)

    def _at_moment(self, values: np.ndarray) -> np.ndarray:
        """Return what lies between two moments' values at the present progress."""
        moment = float(np.clip(self.progress, 0, 1)) * (len(values) - 1)
        index = min(int(moment), len(values) - 2)
        part = moment - index
        return (1 - part) * values[index] + part * values[index + 1]

    def draw(self, share: float) -> None:
        """Draw the beads from the farthest to the nearest, each with its halves of two bonds."""
        places = self.places
        depth = places[:, 2]
        nearness = np.clip(0.5 + depth / 1.2, 0, 1)
        flat = places * np.array([1.0, 1.0, 0.0])
        model, muted = style.palette.model, style.palette.muted
        length = float(self._at_moment(self._bond_lengths))
        gap = _GAP * length
        tube = _TUBE * length
        for layer, chosen in zip(self._layers, np.argsort(depth), strict=True):
            casing, rim, bond, bead = layer
            here = flat[chosen]
            corners = [
                (here + flat[other]) / 2 if 0 <= other < len(flat) else here
                for other in (chosen - 1, chosen + 1)
            ]
            for line, width in ((casing, tube + 2 * gap), (bond, tube)):
                line.set_points_as_corners(
                    self.panel.get_center() + self.unit * np.array([corners[0], here, corners[1]])
                )
                line.stroke_width = style.stroke(width * self.unit * style.PIXELS_PER_UNIT)
            near = float(nearness[chosen])
            radius = _BEAD * length * (0.85 + 0.25 * near)
            self.put(rim, disk(here[0], here[1], radius + gap))
            self.put(bead, disk(here[0], here[1], radius))
            color = model if self.sticky[chosen] else muted
            bond.stroke_rgbas[:, :3] = blend(color, 0.25 + 0.45 * near)
            paint(bead, blend(color, 0.40 + 0.60 * near))


def _stretched(beads: int, rng: np.random.Generator) -> np.ndarray:
    """Return a chain that hangs in wide bends, with bonds of about length one."""
    t = np.linspace(0, 1, 2000)
    wave = np.column_stack([9.0 * (t - 0.5), 3.4 * np.sin(2 * np.pi * 2 * t), 0.0 * t])
    travelled = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(wave, axis=0), axis=1))])
    even = np.linspace(0, travelled[-1], beads)
    chain = np.column_stack([np.interp(even, travelled, wave[:, k]) for k in range(3)])
    chain *= (beads - 1) / travelled[-1]
    # Out of the plane a little: in it, the chain could not pass itself.
    return chain + rng.normal(0, 0.12, chain.shape)


def _fold(chain: np.ndarray, sticky: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Relax the chain, scaled into the picture.

    Returns
    -------
    path
        Moments that are equally far apart but for the ends of the way, which are slower.
    bond_lengths
        How long a bond of length one is in the picture, at each moment.
    """
    moments = [chain.copy()]
    pull = 0.10 + 0.75 * np.outer(sticky, sticky)
    apart = np.abs(np.subtract.outer(np.arange(len(chain)), np.arange(len(chain))))
    for step in range(_STEPS):
        gap = chain[:, None] - chain[None]
        distance = np.sqrt((gap**2).sum(axis=2) + 1e-9)
        force = np.zeros_like(distance)
        force += np.where(apart == 1, 18.0 * (1 - distance), 0.0)
        force += np.where(apart > 1, 12.0 * np.maximum(_NEAREST - distance, 0.0), 0.0)
        # The pull weakens with distance, so that neighbours gather first and clumps meet later.
        reach = np.where((apart > 2) & (distance > _NEAREST), np.exp(-distance / 4.0), 0.0)
        force -= 0.45 * pull * reach
        chain = chain + _RATE * (force[:, :, None] * gap / distance[:, :, None]).sum(axis=1)
        if step % _STRIDE == _STRIDE - 1:
            moments.append(chain.copy())
    path = np.array(moments)
    path -= path.mean(axis=1, keepdims=True)
    moved = np.linalg.norm(np.diff(path, axis=0), axis=(1, 2))
    travelled = np.concatenate([[0], np.cumsum(moved)])
    share = np.linspace(0, 1, len(path))
    eased = share * share * (3 - 2 * share)
    wanted = travelled[-1] * eased
    flat = path.reshape(len(path), -1)
    even = np.column_stack([np.interp(wanted, travelled, column) for column in flat.T])
    path = even.reshape(path.shape)
    # Seen a little closer as it becomes compact, as far as every moment fits.
    reach = np.abs(path[:, :, :2]).max(axis=(1, 2))
    full = 1 / (reach + 1.1 * _BEAD)
    closer = np.minimum(full, full[0] * (_FILLED * full[-1] / full[0]) ** eased)
    return path * closer[:, None, None], closer
