"""Automatic differentiation, symbolic and numeric, exact where its inputs are.

    graph = parse("(x*y + sin(x))**2")
    trace = backprop(graph, {"x": 2.0, "y": 3.0})
    trace.gradient["x"]

Read in this order: ``primitives`` (the table), ``graph``, ``forward`` and ``reverse`` (the two
interpreters), ``trace`` (the record that is animated), ``tracer`` (Python functions).
"""

from autodiff import network, optimize
from autodiff.check import check_grads
from autodiff.derivation import Derivation, DerivationStep, differentiate
from autodiff.errors import (
    AutodiffError,
    DomainError,
    ExpressionError,
    NotDifferentiableError,
    ShapeError,
)
from autodiff.graph import Edge, Graph, GraphBuilder, Node
from autodiff.modes import grad, hessian, hvp, jacobian, jvp, value_and_grad, vjp
from autodiff.numpy_functions import clip, logsumexp, prod, softmax
from autodiff.parse import parse
from autodiff.paths import Costs, InputPath, Paths, costs
from autodiff.primitive import Domain, Primitive
from autodiff.primitives import (
    PRIMITIVES,
    erf,
    erfc,
    gelu,
    leaky_relu,
    register,
    relu,
    sigmoid,
    softplus,
    where,
)
from autodiff.simplify import simplify
from autodiff.symbolic import from_sympy
from autodiff.trace import BackwardStep, ForwardStep, LocalPartial, Trace, backprop
from autodiff.tracer import trace

__all__ = [
    "PRIMITIVES",
    "AutodiffError",
    "BackwardStep",
    "Costs",
    "Derivation",
    "DerivationStep",
    "Domain",
    "DomainError",
    "Edge",
    "ExpressionError",
    "ForwardStep",
    "Graph",
    "GraphBuilder",
    "InputPath",
    "LocalPartial",
    "Node",
    "NotDifferentiableError",
    "Paths",
    "Primitive",
    "ShapeError",
    "Trace",
    "backprop",
    "check_grads",
    "clip",
    "costs",
    "differentiate",
    "erf",
    "erfc",
    "from_sympy",
    "gelu",
    "grad",
    "hessian",
    "hvp",
    "jacobian",
    "jvp",
    "leaky_relu",
    "logsumexp",
    "network",
    "optimize",
    "parse",
    "prod",
    "register",
    "relu",
    "sigmoid",
    "simplify",
    "softmax",
    "softplus",
    "trace",
    "value_and_grad",
    "vjp",
    "where",
]
