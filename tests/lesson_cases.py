"""Functions of very different character, for every lesson to show."""

from __future__ import annotations

from typing import Any

# Forty nodes: eight inputs that are multiplied, bent, and added up.
FORTY = " + ".join(f"sin({a}*{b})**2" for a, b in ("ab", "bc", "cd", "dg", "gh", "hk", "km", "ma"))
FORTY_AT = dict(zip("abcdghkm", (0.1, 0.4, -0.3, 0.8, 1.2, -0.7, 0.5, 0.9), strict=True))

#: By lesson: what it is called, and the fields that are set.
CASES: dict[str, dict[str, dict[str, Any]]] = {
    "derivative": {
        "polynomial": {"function": "x**3 - 2*x", "at": 1.5},
        "trigonometric": {"function": "x*sin(x)", "at": 2},
        "nested": {"function": "exp(-sin(x)**2)", "at": 0.6},
        "pole": {"function": "1/(x - 1)", "at": 1.5},
        "kink": {"function": "abs(x) + abs(x - 1)", "at": 2},
        "jump": {"function": "floor(x) + x", "at": 0.5},
        "badly_scaled": {"function": "1e-6*x**2 + 1e-3*x", "at": 2000},
        "constant": {"function": "7", "at": 2},
        "one_node": {"function": "x", "at": 3},
        "long_name": {"function": "sqrt(temperature_of_room)", "at": 20},
        "large": {"function": "1e12*exp(t)", "at": 1},
        "tiny": {"function": "1e-9*cos(v)", "at": 0.7},
        "edge_of_its_domain": {"function": "log(x)", "at": 0.01},
    },
    "chain": {
        "nested": {"function": "exp(sin(x**2))", "at": 0.8},
        "polynomial": {"function": "(3*x - 1)**4", "at": 0.5},
        "trigonometric": {"function": "sin(cos(x))", "at": 1.1},
        "pole": {"function": "1/log(x)", "at": 2.5},
        "kink": {"function": "relu(tanh(x - 1))", "at": 2},
        "slope_zero": {"function": "sin(x**2)", "at": 0},
        "badly_scaled": {"function": "exp(1000*x)", "at": 0.002},
        "long_name": {"function": "log(temperature_of_room**2)", "at": 3},
        "large": {"function": "exp(exp(x))", "at": 2},
        "tiny": {"function": "sin(1e-6*x)", "at": 2},
        "four_links": {"function": "sqrt(1 + sin(exp(x))**2)", "at": 0.4},
        "shared": {"function": "tanh(x**2 + x)", "at": 0.3},
    },
    "graph": {
        "polynomial": {"function": "x**3 - 2*x", "at": 1.5},
        "shared": {"function": "(a*b + c)**2 * tanh(a)", "at": {"a": 1, "b": 2, "c": -3}},
        "trigonometric": {"function": "sin(x)*cos(y)", "at": {"x": 1, "y": 2}},
        "nested": {"function": "exp(sin(log(x)))", "at": 2},
        "pole": {"function": "1/(x - y)", "at": {"x": 1, "y": 1.01}},
        "kink": {"function": "max(x*y, x + y)", "at": {"x": 2, "y": 3}},
        "choice": {"function": "where(x > 0, x**2, -x)", "at": -1.5},
        "badly_scaled": {"function": "1e6*x + 1e-6*y", "at": {"x": 2e-6, "y": 3e6}},
        "one_node": {"function": "x", "at": 3},
        "forty_nodes": {"function": FORTY, "at": FORTY_AT},
        "parts_under_lids": {
            "function": " + ".join(f"sin({n}*x)" for n in range(2, 40)), "at": 0.3,
        },
        "long_names": {
            "function": "price_of_bread*number_of_loaves",
            "at": {"price_of_bread": 3.2, "number_of_loaves": 4},
        },
        "large": {"function": "x**12 * y", "at": {"x": 30, "y": 2}},
    },
    "descent": {
        "one_variable": {"function": "x**2 - 3*x + 1", "start": 4, "learning_rate": 0.1},
        "two_valleys": {
            "function": "x**4 - 2*x**2 + 0.3*x", "start": 1.9, "learning_rate": 0.03,
            "optimizer": "descent,momentum,adam",
        },
        "diverging": {
            "function": "x**2", "start": 1, "learning_rate": 1.1, "steps": 12,
            "optimizer": "descent",
        },
        "pole": {"function": "1/x + x", "start": 0.2, "learning_rate": 0.01},
        "kink": {"function": "abs(x) + abs(x-1)", "start": 3, "learning_rate": 0.15},
        "slope_zero": {"function": "relu(x)", "start": -1, "optimizer": "descent"},
        "leaves_its_domain": {
            "function": "log(x) + y**2", "start": {"x": 0.5, "y": 1}, "learning_rate": 0.1,
            "optimizer": "descent",
        },
        "two_variables": {
            "function": "sin(x)*exp(y/5) + y**2", "start": {"x": 1, "y": 2}, "learning_rate": 0.2,
        },
        "badly_scaled": {
            "function": "1e6*x**2 + 1e-3*y**2", "start": {"x": 1e-3, "y": 1000},
            "learning_rate": 1e-7, "optimizer": "descent",
        },
        "long_names": {
            "function": "temperature_of_room**2 + humidity_in_percent**4",
            "start": {"temperature_of_room": 2, "humidity_in_percent": -1}, "learning_rate": 0.05,
        },
        "three_variables": {
            "function": "a**2 + b**2 + (c-1)**2 + a*b", "start": {"a": 2, "b": -1, "c": 4},
            "learning_rate": 0.1, "optimizer": "rmsprop,adam",
        },
        "large": {
            "function": "exp(x)*1e200", "start": 3, "learning_rate": 1e-203,
            "optimizer": "descent",
        },
    },
}  # fmt: skip

#: By lesson: what cannot be shown, and part of what is answered.
REFUSED: dict[str, dict[str, tuple[dict[str, Any], str]]] = {
    "derivative": {
        "outside_its_domain": ({"function": "log(x)", "at": -1}, "at"),
        "pole": ({"function": "1/x", "at": 0}, "at"),
        "two_variables": ({"function": "x*y", "at": {"x": 1, "y": 2}}, "one variable"),
        "not_an_expression": ({"function": "x +* 2", "at": 1}, "function"),
    },
    "chain": {
        "outside_its_domain": ({"function": "sqrt(sin(x))", "at": -1}, "at"),
        "constant": ({"function": "4", "at": 1}, "function"),
    },
    "graph": {
        "outside_its_domain": ({"function": "log(x*y)", "at": {"x": 1, "y": -2}}, "at"),
        "too_many_nodes": (
            {"function": " + ".join(f"x{n}" for n in range(70)), "at": {}}, "60",
        ),
        "missing_input": ({"function": "x*y", "at": {"x": 1}}, "y"),
    },
    "descent": {
        "constant": ({"function": "5", "start": {"x": 1}}, "constant"),
        "outside_its_domain": ({"function": "log(x)", "start": {"x": -1}}, "start"),
        "no_such_optimizer": (
            {"function": "x**2", "start": 1, "optimizer": "adamm"}, "did you mean adam?",
        ),
    },
}  # fmt: skip
