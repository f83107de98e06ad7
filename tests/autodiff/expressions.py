"""Random expressions and points for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

NAMES = ("x", "y", "z")
#: Functions that are smooth and moderate everywhere, so that a random expression is too.
UNARY = (
    "sin", "cos", "tanh", "arctan", "sigmoid", "softplus", "gelu", "erf", "arcsinh", "sinc",
    "exp(-{}**2)", "sqrt(1 + {}**2)", "log(2 + sin({}))", "cbrt(3 + cos({}))", "log1p(sigmoid({}))",
    "expm1(tanh({}))", "cosh(tanh({}))", "arcsin(0.9*sin({}))", "arctanh(tanh({})/2)",
    "({})**3", "-({})",
    "sec(tanh({}))",
)  # fmt: skip
BINARY = (
    "{} + {}", "{} - {}", "({})*({})", "({})/(2 + sin({}))", "hypot({}, 1 + ({})**2)",
    "atan2({}, 2 + cos({}))", "(2 + sin({}))**cos({})",
)  # fmt: skip
KINKED = ("abs({})", "relu({})", "max({}, {})", "min({}, {})", "where({} > 0.1, {}, {})")
RATIONAL = ("({}) + ({})", "({}) - ({})", "({})*({})", "({})/(1 + ({})**2)", "({})**2", "-({})")


def _filled(template: str, parts: list[str]) -> str:
    if "{}" not in template:
        return f"{template}({parts[0]})"
    return template.format(*parts)


def texts(templates: tuple[str, ...], leaves: int = 12) -> st.SearchStrategy[str]:
    """Return a strategy for texts of expressions."""
    atoms = st.one_of(
        st.sampled_from(NAMES), st.sampled_from(("0.5", "2", "1.25", "3", "0.1", "1/3"))
    )

    def extend(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.builds(
            _filled, st.sampled_from(templates), st.lists(inner, min_size=3, max_size=3)
        )

    return st.recursive(atoms, extend, max_leaves=leaves)


def smooth() -> st.SearchStrategy[str]:
    """Return expressions that can be differentiated everywhere."""
    return texts(UNARY + BINARY)


def rational() -> st.SearchStrategy[str]:
    """Return expressions that keep fractions exact."""
    return texts(RATIONAL)


def anything() -> st.SearchStrategy[str]:
    """Return expressions with kinks and choices."""
    return texts(UNARY + BINARY + KINKED)


def points() -> st.SearchStrategy[dict[str, float]]:
    """Return a value for each name."""
    number = st.floats(-2, 2).map(lambda value: round(value, 3))
    return st.fixed_dictionaries(dict.fromkeys(NAMES, number))
