"""Time to think: a ring that empties, here with a third of the time left."""

from scenes.mobjects.countdown import Countdown


def draw():
    clock = Countdown(radius=1.2)
    clock.set_left(1 / 3)
    return clock
