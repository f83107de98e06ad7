"""A small network; every wire is as bright as its weight, every neuron as its value is large."""

from scenes.mobjects.network_view import NetworkView
from scenes.spiral import SpiralNetwork, SpiralRun


def draw():
    run = SpiralRun(SpiralNetwork())
    view = NetworkView(run.network, width=9, height=5.4)
    view.set_network(run.path.points[-1], run.data[0][70])
    view.set_slopes(run.gradient(20, 70))
    view.forward().complete()
    view.backward_reach = 1.9
    view.refresh()
    return view
