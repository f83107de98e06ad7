"""Years to scale, every event from its source; crowded names make room for each other."""

from scenes.mobjects.timeline import Timeline


def draw():
    return Timeline()
