"""Gears whose radii are true derivatives; the small idler keeps the direction of a positive one."""

from autodiff import parse
from scenes.mobjects.chain import Chain, Link
from scenes.mobjects.gear_train import GearTrain


def draw():
    chain = Chain((Link("g", parse("x**2")), Link("f", parse("1 - u - u**2/9"))), x="0.75")
    train = GearTrain(chain)
    train.set_turn(0.5)
    return train
