"""An expression as a tree, in which what occurs twice is drawn twice: before its parts merge."""

from autodiff import backprop, parse
from scenes.mobjects.expression_tree import ExpressionTree
from scenes.mobjects.graph_view import GraphView


def draw():
    trace = backprop(parse("(a*b + c)**2 * tanh(a)"), {"a": 1.0, "b": 2.0, "c": -3.0})
    tree = ExpressionTree(trace, GraphView(trace, result="f", width=12, height=6))
    tree.grow(1.0).complete()
    return tree
