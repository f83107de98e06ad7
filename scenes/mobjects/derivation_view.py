"""A derivation on screen: one formula that changes by one rule at a time."""

from __future__ import annotations

from manim import VGroup

from autodiff import Derivation, DerivationStep, Graph
from scenes import style, typeset
from scenes.messages import message
from scenes.mobjects.equation import Equation
from scenes.mobjects.motion import Change, Motion
from scenes.mobjects.part import Part, show
from scenes.typeset import Typeset

_GAP = style.px(70)
_KEPT = 3  # lines above the present one
_CLEAR = 0.6  # the share of the way at which a kept line no longer touches the present one


class RuleName(Part):
    """The name of a rule, written above what it is about to change."""

    def __init__(self, step: DerivationStep) -> None:
        super().__init__()
        self.words = typeset.words(
            _wording(step), style.LABEL, style.palette.muted, rule=step.rule, inner=step.inner
        )
        self.add(self.words)


class DerivationView(VGroup):
    """The formula of a derivation, pending derivatives in the gradient's colour.

    Parameters
    ----------
    derivation
        What is shown.
    size
        Em size in pixels at 1080p.

    Attributes
    ----------
    step
        How many rules have been used.
    equation
        The formula at present; earlier lines stay above it, dimmed.
    """

    def __init__(self, derivation: Derivation, size: float = style.FORMULA) -> None:
        super().__init__()
        self.derivation = derivation
        self.step = 0
        steps = derivation.steps
        start = steps[0].before if steps else derivation.result
        self.equation = Equation(start, size, anchor="left", color_of=pending_color)
        self.equation.place((0.0, 0.0))
        self._size = size
        self.earlier: list[Typeset] = []
        self.rules = [RuleName(step) for step in steps]
        for rule in self.rules:
            rule.set_presence(0.0)
        self.add(self.equation, *self.rules)

    def advance(self, run_time: float = style.SLOW) -> Motion:
        """Return the motion of the next rule: its name, then what it makes of the formula.

        Raises
        ------
        IndexError
            If there is none left.
        """
        number = self.step
        chosen = self.derivation.steps[number]
        rule = self.rules[number]
        kept = Equation(self.equation.graph, self._size, color_of=pending_color).line
        baseline = self.equation.line.baseline_y
        left = float(self.equation.line.get_left()[0])
        kept.place((left, baseline))
        rule.words.place((left, baseline - 1.55 * _GAP))
        below = self._room_below(chosen.after)
        change = self.equation.become_graph(chosen.after, run_time)
        show(kept, 0.0)
        self.add(kept)
        lift = [(line, float(line.baseline_y)) for line in self.earlier] + [(kept, baseline)]
        done = [0.0]

        def step(share: float) -> None:
            if done[0] == 0.0 and share >= 0.0:
                done[0] = 1.0
                self.step = number + 1
                self.earlier.append(kept)
            for line, start in lift:
                line.align_baseline(start + share * below)
            # Once it has risen clear of the line that is changing.
            show(kept, style.DIMMED * 1.6 * max(0.0, (share - _CLEAR) / (1 - _CLEAR)))
            # Of those too old to stay only the latest is still there to fade.
            for line in self.earlier[:-_KEPT][-1:]:
                show(line, style.DIMMED * 1.6 * max(0.0, 1 - share))

        def name(share: float) -> None:
            rule.set_presence(share)

        def unname(share: float) -> None:
            rule.set_presence(1 - share)

        quarter = run_time / 4
        changes = [
            Change(0.0, quarter, name),
            Change(0.0, run_time, step),
            *change.changes,
            Change(run_time, run_time + quarter, unname),
        ]
        return Motion(self, changes, run_time + quarter)

    def _room_below(self, after: Graph) -> float:
        """Return how far earlier lines move up, so that tall formulas do not touch."""
        now = float(self.equation.line.height)
        then = float(Equation(after, self._size, color_of=pending_color).line.height)
        return max(_GAP, 1.35 * now, 0.675 * (now + then))


def pending_color(graph: Graph, node: int) -> str | None:
    """Return the gradient's colour for a derivative that has still to be taken."""
    return style.palette.gradient if graph.nodes[node].op == "derivative" else None


def _wording(step: DerivationStep) -> str:
    if step.rule == "simplify":
        return message("simplify")
    return message("{rule} rule, {inner} outside") if step.inner else message("{rule} rule")
