"""Automatic differentiation, symbolic and numeric, exact where its inputs are.

    graph = parse("(x*y + sin(x))**2")
    trace = backprop(graph, {"x": 2.0, "y": 3.0})
    trace.gradient["x"]

Read in this order: ``primitives`` (the table), ``graph``, ``forward`` and ``reverse`` (the two
interpreters), ``trace`` (the record that is animated), ``tracer`` (Python functions).
"""

from autodiff import optimize
from autodiff.errors import (
    AutodiffError,
    DomainError,
    ExpressionError,
    NotDifferentiableError,
    ShapeError,
)
from autodiff.graph import Edge, Graph, GraphBuilder, Node
from autodiff.modes import grad, hessian, hvp, jacobian, jvp, value_and_grad, vjp
from autodiff.parse import parse
from autodiff.primitive import Domain, Primitive
from autodiff.primitives import PRIMITIVES, register
from autodiff.symbolic import from_sympy
from autodiff.trace import BackwardStep, ForwardStep, LocalPartial, Trace, backprop
from autodiff.tracer import trace

__all__ = [
    "PRIMITIVES",
    "AutodiffError",
    "BackwardStep",
    "DomainError",
    "Domain",
    "Edge",
    "ExpressionError",
    "ForwardStep",
    "Graph",
    "GraphBuilder",
    "LocalPartial",
    "Node",
    "NotDifferentiableError",
    "Primitive",
    "ShapeError",
    "Trace",
    "backprop",
    "from_sympy",
    "grad",
    "hessian",
    "hvp",
    "jacobian",
    "jvp",
    "optimize",
    "parse",
    "register",
    "trace",
    "value_and_grad",
    "vjp",
]
