"""Autodiff side by side with other tools, in one run on one machine.

Run with ``make bench-autodiff``; writes ``benchmarks/autodiff.md``. Tools that are not installed
are left out. Every tool is timed in turns with the others, garbage collection stays on, and the
shortest of several times counts, so that other work on the machine disturbs as little as possible.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import importlib.metadata
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

# One thread for everyone; read by the linear algebra library when NumPy is imported.
for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")
os.environ.setdefault("JAX_ENABLE_X64", "1")
os.environ.setdefault("JAX_PLATFORMS", "cpu")

import numpy as np  # noqa: E402 - after the number of threads is set

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import autodiff as ad  # noqa: E402 - found through the line above

Run = Callable[[], Any]
TURNS = 7
#: A measurement repeats what is timed until it takes this long.
SHORTEST_S = 0.02
#: A tool that takes longer than this for one call is timed once.
LONGEST_S = 1.0


# -------------------------------------------------------------------------------------- workloads


@dataclass(frozen=True)
class Scalar:
    """A function of two numbers, made of a known number of operations."""

    name: str
    function: Callable[[Any, Any], Any]
    operations: int
    point: tuple[float, float] = (0.9, 1.01)


def chain(count: int) -> Scalar:
    """Each operation uses the one before."""

    def function(x: Any, y: Any) -> Any:
        for _ in range(count // 2):
            x = x * y + y
        return x

    return Scalar(f"chain, {count:,} operations", function, count, (0.9, 0.5))


def tree(count: int) -> Scalar:
    """Neighbours are combined until one is left."""

    def function(x: Any, y: Any) -> Any:
        level = [x * (1.0 + i / count) + y for i in range(count // 3)]
        while len(level) > 1:
            level = [a + b for a, b in zip(level[::2], level[1::2], strict=False)] + (
                [level[-1]] if len(level) % 2 else []
            )
        return level[0]

    return Scalar(f"balanced tree, {count:,} operations", function, count)


def fan_out(count: int) -> Scalar:
    """One value is used by all others."""

    def function(x: Any, y: Any) -> Any:
        shared = x * y
        total = shared
        for _ in range(count // 2):
            total = total + shared * x
        return total

    return Scalar(f"fan-out, {count:,} operations", function, count)


def halving(count: int) -> Scalar:
    """X = (x + x) / 2, again and again: exponentially many paths."""

    def function(x: Any, y: Any) -> Any:
        for _ in range(count):
            x = (x + x) / 2
        return x * y

    return Scalar(f"x = (x + x)/2, {count:,} times", function, 2 * count)


def rosenbrock(x: Any) -> Any:
    """Return the valley of Rosenbrock, with slices of one array."""
    return (100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1.0 - x[:-1]) ** 2).sum()


SIZES = (64, 32, 32, 10)
BATCH = 128


def network_data() -> tuple[list[np.ndarray], np.ndarray, np.ndarray]:
    """Return weights and biases, inputs, and one-hot labels."""
    rng = np.random.default_rng(0)
    weights = []
    for n, m in pairwise(SIZES):
        weights += [rng.normal(0, n**-0.5, (n, m)), np.zeros(m)]
    labels = np.eye(SIZES[-1])[rng.integers(0, SIZES[-1], BATCH)]
    return weights, rng.normal(size=(BATCH, SIZES[0])), labels


def network_loss(np_: Any, weights: Any, inputs: Any, labels: Any) -> Any:
    """Return the cross-entropy of a perceptron, written with plain NumPy functions."""
    w1, b1, w2, b2, w3, b3 = weights
    hidden = np_.tanh(np_.matmul(inputs, w1) + b1)
    hidden = np_.tanh(np_.matmul(hidden, w2) + b2)
    scores = np_.matmul(hidden, w3) + b3
    logarithms = np_.log(np_.sum(np_.exp(scores), axis=1))
    return np_.mean(logarithms - np_.sum(scores * labels, axis=1))


# ------------------------------------------------------------------------------------------ tools


@dataclass
class Job:
    """What one tool does for one workload; None where it cannot."""

    build: Run | None = None
    value: Run | None = None
    gradient: Run | None = None
    hessian_vector: Run | None = None
    #: Returns the gradient as a flat array, to see that all tools compute the same.
    check: Callable[[], np.ndarray] | None = None


class Plain:
    """Python and NumPy, value only."""

    name = "plain Python/NumPy"

    def scalar(self, work: Scalar) -> Job:
        return Job(value=lambda: work.function(*work.point))

    def rosenbrock(self, x: np.ndarray) -> Job:
        return Job(value=lambda: rosenbrock(x))

    def network(self) -> Job:
        data = network_data()
        return Job(value=lambda: network_loss(np, *data))


class Recording:
    """Our own, recording at every call."""

    name = "autodiff, recording"

    def scalar(self, work: Scalar) -> Job:
        both = ad.value_and_grad(work.function, (0, 1))
        return Job(
            gradient=lambda: both(*work.point),
            check=lambda: np.array(both(*work.point)[1]),
        )

    def rosenbrock(self, x: np.ndarray) -> Job:
        both, direction = ad.value_and_grad(rosenbrock), np.ones_like(x)
        return Job(
            gradient=lambda: both(x),
            hessian_vector=lambda: ad.hvp(rosenbrock, x, direction),
            check=lambda: both(x)[1],
        )

    def network(self) -> Job:
        weights, inputs, labels = network_data()
        both = ad.value_and_grad(lambda w: network_loss(np, w, inputs, labels))
        return Job(gradient=lambda: both(weights), check=lambda: flat(both(weights)[1]))


class Replay:
    """Our own, running the code generated from a graph."""

    name = "autodiff, replay"

    def _job(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> Job:
        def build() -> Any:
            compiled = ad.trace(function, *arguments).compile()
            compiled.value_and_gradient(point)
            return compiled

        graph = ad.trace(function, *arguments)
        point = dict(zip(graph.inputs, arguments, strict=True))
        compiled = graph.compile()
        compiled.value(point)
        compiled.value_and_gradient(point)
        return Job(
            build=build,
            value=lambda: compiled.value(point),
            gradient=lambda: compiled.value_and_gradient(point),
            check=lambda: flat(list(compiled.value_and_gradient(point)[1].values())),
        )

    def scalar(self, work: Scalar) -> Job:
        return self._job(work.function, work.point)

    def rosenbrock(self, x: np.ndarray) -> Job:
        job = self._job(rosenbrock, (x,))
        graph = ad.trace(lambda x, v: ad.hvp(rosenbrock, x, v), x, np.ones_like(x))
        product, point = graph.compile(), {"x": x, "v": np.ones_like(x)}
        job.hessian_vector = lambda: product.value(point)
        return job

    def network(self) -> Job:
        weights, inputs, labels = network_data()

        def loss(w1: Any, b1: Any, w2: Any, b2: Any, w3: Any, b3: Any) -> Any:
            return network_loss(np, (w1, b1, w2, b2, w3, b3), inputs, labels)

        return self._job(loss, tuple(weights))


class Micrograd:
    """Scalars only, recursive."""

    name = "micrograd"

    def __init__(self) -> None:
        self._value = importlib.import_module("micrograd.engine").Value

    def _gradient(self, work: Scalar) -> Any:
        x, y = map(self._value, work.point)
        result = work.function(x, y)
        result.backward()
        return x, y

    def scalar(self, work: Scalar) -> Job:
        if work.operations > 20_000:
            return Job()
        sys.setrecursionlimit(100_000)
        return Job(
            gradient=lambda: self._gradient(work),
            check=lambda: np.array([v.grad for v in self._gradient(work)]),
        )

    def rosenbrock(self, x: np.ndarray) -> Job:
        return Job()

    def network(self) -> Job:
        return Job()


class Autograd:
    """HIPS autograd."""

    name = "autograd"

    def __init__(self) -> None:
        self._ag = importlib.import_module("autograd")
        self._np = importlib.import_module("autograd.numpy")

    def scalar(self, work: Scalar) -> Job:
        if work.operations > 20_000:
            return Job()
        both = self._ag.value_and_grad(work.function, (0, 1))
        return Job(gradient=lambda: both(*work.point), check=lambda: np.array(both(*work.point)[1]))

    def _function(self, x: Any) -> Any:
        a, b = x[1:], x[:-1]
        return self._np.sum(100.0 * (a - b**2) ** 2 + (1.0 - b) ** 2)

    def rosenbrock(self, x: np.ndarray) -> Job:
        both = self._ag.value_and_grad(self._function)
        product, direction = self._ag.hessian_vector_product(self._function), np.ones_like(x)
        return Job(
            gradient=lambda: both(x),
            hessian_vector=lambda: product(x, direction),
            check=lambda: both(x)[1],
        )

    def network(self) -> Job:
        weights, inputs, labels = network_data()
        both = self._ag.value_and_grad(lambda w: network_loss(self._np, w, inputs, labels))
        return Job(gradient=lambda: both(weights), check=lambda: flat(both(weights)[1]))


class Mygrad:
    """mygrad."""

    name = "mygrad"

    def __init__(self) -> None:
        self._mg = importlib.import_module("mygrad")

    def _gradients(self, function: Callable[..., Any], *arguments: Any) -> list[Any]:
        tensors = [self._mg.tensor(a, dtype=float) for a in arguments]
        function(*tensors).backward()
        return [np.asarray(tensor.grad) for tensor in tensors]

    def scalar(self, work: Scalar) -> Job:
        if work.operations > 20_000:
            return Job()
        sys.setrecursionlimit(100_000)
        return Job(
            gradient=lambda: self._gradients(work.function, *work.point),
            check=lambda: np.array(self._gradients(work.function, *work.point)),
        )

    def rosenbrock(self, x: np.ndarray) -> Job:
        return Job(
            gradient=lambda: self._gradients(rosenbrock, x),
            check=lambda: self._gradients(rosenbrock, x)[0],
        )

    def network(self) -> Job:
        weights, inputs, labels = network_data()

        def loss(*w: Any) -> Any:
            return network_loss(self._mg, w, inputs, labels)

        return Job(
            gradient=lambda: self._gradients(loss, *weights),
            check=lambda: flat(self._gradients(loss, *weights)),
        )


class Jax:
    """JAX, compiled."""

    name = "jax, compiled"

    def __init__(self) -> None:
        self._jax = importlib.import_module("jax")
        self._np = importlib.import_module("jax.numpy")

    def _job(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> Job:
        jax = self._jax
        numbers = tuple(range(len(arguments)))

        def build() -> Any:
            compiled = jax.jit(jax.value_and_grad(lambda *a: function(*a), numbers))
            jax.block_until_ready(compiled(*arguments))
            return compiled

        compiled = build()
        value = jax.jit(function)
        return Job(
            build=build,
            value=lambda: jax.block_until_ready(value(*arguments)),
            gradient=lambda: jax.block_until_ready(compiled(*arguments)),
            check=lambda: flat(compiled(*arguments)[1]),
        )

    def scalar(self, work: Scalar) -> Job:
        # Compiling longer programs takes minutes.
        return self._job(work.function, work.point) if work.operations <= 200 else Job()

    def rosenbrock(self, x: np.ndarray) -> Job:
        jax, direction = self._jax, np.ones_like(x)
        job = self._job(rosenbrock, (x,))
        product = jax.jit(lambda x, v: jax.jvp(jax.grad(rosenbrock), (x,), (v,))[1])
        job.hessian_vector = lambda: jax.block_until_ready(product(x, direction))
        return job

    def network(self) -> Job:
        weights, inputs, labels = network_data()
        return self._job(lambda *w: network_loss(self._np, w, inputs, labels), tuple(weights))


class Casadi:
    """CasADi's compiled scalar graph."""

    name = "casadi, compiled graph"

    def __init__(self) -> None:
        self._ca = importlib.import_module("casadi")

    def _job(self, make: Callable[[Any], Any], point: np.ndarray) -> Job:
        ca = self._ca

        def build() -> Any:
            x = ca.SX.sym("x", len(point))
            value = make(x)
            return ca.Function("f", [x], [value, ca.gradient(value, x)])

        compiled = build()
        x = ca.SX.sym("x", len(point))
        value = ca.Function("f", [x], [make(x)])
        return Job(
            build=build,
            value=lambda: value(point),
            gradient=lambda: compiled(point),
            check=lambda: np.array(compiled(point)[1]).ravel(),
        )

    def scalar(self, work: Scalar) -> Job:
        if work.operations > 20_000:
            return Job()
        return self._job(lambda x: work.function(x[0], x[1]), np.array(work.point))

    def rosenbrock(self, x: np.ndarray) -> Job:
        ca = self._ca

        def make(x: Any) -> Any:
            a, b = x[1:], x[:-1]
            return ca.sum1(100 * (a - b**2) ** 2 + (1 - b) ** 2)

        job = self._job(make, x)
        symbol, along = ca.SX.sym("x", len(x)), ca.SX.sym("v", len(x))
        product = ca.jtimes(ca.gradient(make(symbol), symbol), symbol, along)
        compiled, direction = ca.Function("h", [symbol, along], [product]), np.ones_like(x)
        job.hessian_vector = lambda: compiled(x, direction)
        return job

    def network(self) -> Job:
        return Job()


def flat(parts: Any) -> np.ndarray:
    """Return all entries of several arrays as one row."""
    return np.concatenate([np.ravel(np.asarray(part, dtype=float)) for part in parts])


TOOLS: tuple[tuple[type[Any], str | None], ...] = (
    (Plain, None),
    (Recording, None),
    (Replay, None),
    (Micrograd, "micrograd"),
    (Autograd, "autograd"),
    (Mygrad, "mygrad"),
    (Jax, "jax"),
    (Casadi, "casadi"),
)
STAGES = ("build", "value", "gradient", "hessian_vector")
HEADINGS = ("build", "value", "value + gradient", "Hessian-vector product")


def installed_tools() -> Iterator[Any]:
    """Make every tool that can be imported."""
    for tool, _ in TOOLS:
        with contextlib.suppress(ImportError):
            yield tool()


# ------------------------------------------------------------------------------------- measuring


@dataclass
class Timing:
    """The shortest time of one stage of one tool."""

    run: Run
    repeats: int = 0
    seconds: float = field(default=float("inf"))

    def take_turn(self) -> None:
        """Time the stage once more."""
        if self.repeats < 0:
            return
        if not self.repeats:
            start = time.perf_counter()
            self.run()
            once = time.perf_counter() - start
            if once > LONGEST_S:
                self.seconds, self.repeats = once, -1
                return
            self.repeats = max(1, int(SHORTEST_S / max(once, 1e-7)))
        start = time.perf_counter()
        for _ in range(self.repeats):
            self.run()
        self.seconds = min(self.seconds, (time.perf_counter() - start) / self.repeats)


def measure(jobs: dict[str, Job]) -> dict[str, dict[str, float]]:
    """Time every stage of every tool in turns; seconds by tool and stage."""
    timings = {
        (name, stage): Timing(getattr(job, stage))
        for name, job in jobs.items()
        for stage in STAGES
        if getattr(job, stage) is not None
    }
    for _ in range(TURNS):
        for timing in timings.values():
            timing.take_turn()
    table: dict[str, dict[str, float]] = {name: {} for name in jobs}
    for (name, stage), timing in timings.items():
        table[name][stage] = timing.seconds
    return table


def agree(jobs: dict[str, Job]) -> None:
    """Raise if two tools compute different gradients."""
    checks = {name: job.check() for name, job in jobs.items() if job.check is not None}
    reference = checks[Recording.name]
    for name, gradient in checks.items():
        np.testing.assert_allclose(gradient, reference, rtol=1e-6, atol=1e-9, err_msg=name)


# --------------------------------------------------------------------------------------- reporting


def shown(seconds: float | None) -> str:
    """Return a time with three digits and a unit."""
    if seconds is None:
        return "–"
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e6:.2f} µs"


def section(title: str, table: dict[str, dict[str, float]]) -> list[str]:
    """Return a workload's times as Markdown."""
    lines = [f"## {title}", "", "| tool | " + " | ".join(HEADINGS) + " |"]
    lines.append("|---|" + "---:|" * len(HEADINGS))
    for name, times in table.items():
        if times:
            cells = " | ".join(shown(times.get(stage)) for stage in STAGES)
            lines.append(f"| {name} | {cells} |")
    return [*lines, ""]


def processor() -> str:
    """Return the processor's name, if the system tells."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def versions() -> str:
    """Return the version of each tool."""
    found = [f"Python {platform.python_version()}", f"NumPy {np.__version__}"]
    for _, package in TOOLS:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            if package:
                found.append(f"{package} {importlib.metadata.version(package)}")
    return ", ".join(found)


def targets(tables: dict[str, dict[str, dict[str, float]]]) -> list[str]:
    """Return how the aims are met, as Markdown."""
    lines = ["## Aims", "", "| aim | measured | |", "|---|---:|---|"]

    def row(aim: str, measured: float, limit: float, unit: str, at_most: bool = True) -> None:
        met = measured <= limit if at_most else measured >= limit
        lines.append(f"| {aim} | {measured:.2f} {unit} | {'met' if met else '**missed**'} |")

    work = chain(10_000)
    times = tables[work.name]
    recorded = times[Recording.name]["gradient"]
    row("record and backward of a scalar operation, at most 2 µs",
        recorded / work.operations * 1e6, 2, "µs")  # fmt: skip
    row("replay of a built graph, at least 10 times faster than recording it",
        recorded / times[Replay.name]["gradient"], 10, "times", at_most=False)  # fmt: skip
    for title, limit in ((ROSENBROCK.format(10_000), 8), (NETWORK, 4)):
        times = tables[title]
        plain = times[Plain.name]["value"]
        for tool in (Replay.name, Recording.name):
            aim = f"{title}: value and gradient, at most {limit} times the plain value ({tool})"
            row(aim, times[tool]["gradient"] / plain, limit, "times")
    for other in (Micrograd.name, Autograd.name, Mygrad.name):
        ratios = [
            times[other]["gradient"] / times[Recording.name]["gradient"]
            for times in tables.values()
            if "gradient" in times.get(other, {})
        ]
        if ratios:
            row(f"recording faster than {other} on every workload (the closest)",
                min(ratios), 1, "times", at_most=False)  # fmt: skip
    return [*lines, ""]


ROSENBROCK = "Rosenbrock, n = {:,}"
NETWORK = "Perceptron 64-32-32-10, batch 128"


def main() -> None:
    """Run every workload and write the report."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    default = Path(__file__).with_suffix(".md")
    parser.add_argument("-o", "--output", type=Path, default=default)
    parser.add_argument("-k", "--only", default="", help="workloads whose name contains this")
    options = parser.parse_args()
    tools = list(installed_tools())
    makers: dict[str, Callable[[Any], Job]] = {}
    for count in (10, 100, 10_000, 100_000):
        for kind in (chain, tree, fan_out):
            work = kind(count)
            makers[work.name] = lambda tool, work=work: tool.scalar(work)  # type: ignore[misc]
    work = halving(10_000)
    makers[work.name] = lambda tool, work=work: tool.scalar(work)  # type: ignore[misc]
    for size in (2, 100, 10_000):
        x = np.random.default_rng(0).normal(size=size)
        makers[ROSENBROCK.format(size)] = lambda tool, x=x: tool.rosenbrock(x)  # type: ignore[misc]
    makers[NETWORK] = lambda tool: tool.network()
    tables: dict[str, dict[str, dict[str, float]]] = {}
    for title, make in makers.items():
        if options.only not in title:
            continue
        print(title, file=sys.stderr)
        jobs = {tool.name: make(tool) for tool in tools}
        agree(jobs)
        tables[title] = measure(jobs)
    lines = [
        "# Autodiff: speed",
        "",
        "Written by `make bench-autodiff`. One thread, float64, garbage collection on, the",
        f"shortest of {TURNS} turns; all tools in turns in one run, and their gradients compared.",
        "",
        f"{processor()}; {versions()}.",
        "",
        *([] if options.only else targets(tables)),
    ]
    for title, table in tables.items():
        lines += section(title, table)
    options.output.write_text("\n".join(lines), encoding="utf-8")
    print(f"written to {options.output}")


if __name__ == "__main__":
    main()
