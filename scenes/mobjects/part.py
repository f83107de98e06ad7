"""Parts of a drawing that appear, and step back when they are not talked about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

import numpy as np
from manim import VGroup, VMobject

from scenes import style
from scenes.mobjects.motion import Change, Motion, glide
from scenes.mobjects.readout import Readout


class Part(VGroup):
    """A group whose visibility is the product of two shares.

    Attributes
    ----------
    presence
        0 before it appears, 1 after.
    focus
        1 while it is in focus, less while something else is.
    """

    def __init__(self, *mobjects: VMobject, **kwargs: Any) -> None:
        super().__init__(*mobjects, **kwargs)
        self.presence = 1.0
        self.focus = 1.0

    def set_presence(self, share: float) -> None:
        """Let the part be there to the given share."""
        self.presence = share
        self.refresh()

    def set_focus(self, share: float) -> None:
        """Let the part stand out to the given share."""
        self.focus = share
        self.refresh()

    def refresh(self) -> None:
        """Draw the part as present and as clear as it is."""
        show(self, self.presence * self.focus)

    def appear(self, run_time: float = style.QUICK) -> Motion:
        """Return the motion that brings the part in."""
        return Motion(self, [Change(0.0, run_time, self.set_presence)])

    def vanish(self, run_time: float = style.QUICK) -> Motion:
        """Return the motion that takes the part away."""
        return Motion(self, [Change(0.0, run_time, lambda share: self.set_presence(1 - share))])

    def focus_to(self, target: float, run_time: float = style.QUICK) -> Motion:
        """Return the motion that brings the part into focus, or out of it."""
        return glide(self, lambda: self.focus, self.set_focus, target, run_time)


def show(mobject: VMobject, share: float) -> None:
    """Draw a mobject at `share` of the opacities that it had when this was first called."""
    if isinstance(mobject, Readout):
        # Its glyphs come and go with its digits; all of them are opaque.
        for glyph in mobject.submobjects:
            glyph.fill_rgbas[:, 3] = share
        return
    if not hasattr(mobject, "full_opacity"):
        mobject.full_opacity = (mobject.get_fill_opacity(), mobject.get_stroke_opacity())
    fill, stroke = cast(tuple[float, float], mobject.full_opacity)
    # What ``set_fill`` and ``set_stroke`` do to opacities, without making colours anew.
    mobject.fill_rgbas[:, 3] = fill * share
    mobject.stroke_rgbas[:, 3] = stroke * share
    for child in mobject.submobjects:
        show(child, share)


def joined(mobjects: Iterable[VMobject]) -> VMobject:
    """Return one mobject with the outlines of many, in the style of the first; it draws faster."""
    parts = list(mobjects)
    whole = VMobject()
    whole.match_style(parts[0], family=False)
    whole.set_points(np.concatenate([part.points for part in parts]))
    return whole
