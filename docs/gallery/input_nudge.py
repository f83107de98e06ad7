"""An input on its line, and the small nudge that it gets."""

from scenes.mobjects.input_nudge import InputNudge


def draw():
    nudge = InputNudge(nudge=1.2, reach=3.0)
    nudge.nudge(0.0, 1.0).complete()
    return nudge
