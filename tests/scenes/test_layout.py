"""The layered layout: properties on random graphs, and the film's graphs as they should look."""

import random
import time

import numpy as np
import pytest

from scenes.mobjects.layout import Layout, Link, Room, Shape, lay_out
from scenes.mobjects.layout_paths import crossings, samples, spread

LEAF = Shape(0.46, hang=0.1)
OPERATION = Shape(0.39)
RESULT = Shape(0.54, labelled=False)


def random_graph(seed: int) -> tuple[dict[int, Shape], list[Link]]:
    """Return a graph of up to 46 nodes that has shared nodes, wide sums and double edges."""
    chance = random.Random(seed)
    leaves, operations = chance.randint(1, 6), chance.randint(1, 40)
    links = [
        Link(chance.randrange(max(0, target - 8), target), target, slot)
        for target in range(leaves, leaves + operations)
        for slot in range(chance.choice([1, 2, 2, 2, 3, 5]))
    ]
    nodes = sorted({link.source for link in links} | {link.target for link in links})
    return {node: LEAF if node < leaves else OPERATION for node in nodes}, links


def polynomial(degree: int) -> tuple[list[str], dict[int, Shape], list[Link]]:
    """Return the graph of (k0 + k1 x + ... - y)**2 with one node for the whole sum."""
    names: list[str] = []
    links: list[Link] = []

    def add(name: str, *inputs: int) -> int:
        names.append(name)
        links.extend(Link(source, len(names) - 1, slot) for slot, source in enumerate(inputs))
        return len(names) - 1

    terms = [add("k0")]
    k1, x = add("k1"), add("x")
    terms.append(add("mul1", k1, x))
    for power in range(2, degree + 1):
        parameter = add(f"k{power}")
        terms.append(add(f"mul{power}", parameter, add(f"pow{power}", x)))
    y = add("y")
    add("L", add("square", add("sub", add("sum", *terms), y)))
    shapes = {
        index: LEAF if name[0] in "kxy" else RESULT if name == "L" else OPERATION
        for index, name in enumerate(names)
    }
    return names, shapes, links


def boxes(layout: Layout):
    return [
        (node, box)
        for node, label in layout.labels.items()
        for box in (label.forward_box, label.gradient_box)
    ]


def distance(points: np.ndarray, center: np.ndarray) -> float:
    return float(np.linalg.norm(points - center, axis=1).min())


@pytest.mark.parametrize("seed", range(8))
def test_nothing_touches_what_it_does_not_belong_to(seed):
    shapes, links = random_graph(seed)
    layout = lay_out(shapes, links)
    at, radius = layout.positions, {node: shape.radius for node, shape in shapes.items()}
    nodes = list(shapes)
    for index, one in enumerate(nodes):
        for other in nodes[index + 1 :]:
            assert np.linalg.norm(at[one] - at[other]) > radius[one] + radius[other]
    for index, (node, box) in enumerate(boxes(layout)):
        for other, other_box in boxes(layout)[index + 1 :]:
            assert not box.overlaps(other_box, -1e-9), (node, other)
        for other in nodes:
            nearest = np.clip(at[other], (box.left, box.bottom), (box.right, box.top))
            assert np.linalg.norm(nearest - at[other]) > radius[other], (node, other)
    for link, wire in layout.wires.items():
        points = samples(wire, 48)
        for node in nodes:
            if node not in (link.source, link.target):
                assert distance(points, at[node]) > radius[node], (link, node)
        x, y = points.T
        for node, box in boxes(layout):
            inside = (x > box.left) & (x < box.right) & (y > box.bottom) & (y < box.top)
            assert not inside.any(), (link, node)


@pytest.mark.parametrize("seed", range(8))
def test_wires_run_unbroken_from_outline_to_outline(seed):
    shapes, links = random_graph(seed)
    layout = lay_out(shapes, links)
    assert set(layout.wires) == set(links)
    for link, wire in layout.wires.items():
        assert np.allclose(wire[1:, 0], wire[:-1, 3])
        right_end = layout.positions[link.source] + [shapes[link.source].radius, 0]
        assert wire[0, 0] == pytest.approx(right_end)
        reach = np.linalg.norm(wire[-1, 3] - layout.positions[link.target])
        assert reach == pytest.approx(shapes[link.target].radius)
        assert layout.positions[link.source][0] < layout.positions[link.target][0]


def test_the_same_graph_is_drawn_the_same():
    shapes, links = random_graph(5)
    first, second = lay_out(shapes, links), lay_out(dict(shapes), list(links))
    for link in links:
        assert np.array_equal(first.wires[link], second.wires[link])


def test_the_quadratic_is_drawn_without_crossings_around_one_straight_line():
    names, shapes, links = polynomial(2)
    layout = lay_out(shapes, links)
    at = {name: layout.positions[index] for index, name in enumerate(names)}
    assert layout.crossings == 0
    assert layout.width == pytest.approx(13.2)
    order = sorted(("k0", "k1", "k2", "x", "y"), key=lambda name: -at[name][1])
    assert order == ["k2", "x", "k1", "k0", "y"]
    pitches = -np.diff([at[name][1] for name in order])
    assert pitches == pytest.approx([Room().leaf_pitch] * 4, abs=1e-3)
    main_line = [at[name][1] for name in ("mul1", "sum", "sub", "square", "L")]
    assert np.ptp(main_line) < 1e-9
    assert at["mul1"][1] == pytest.approx((at["x"][1] + at["k1"][1]) / 2, abs=0.02)
    assert at["mul2"][0] == at["mul1"][0]
    polylines = {link: samples(wire) for link, wire in layout.wires.items()}
    for one in links:
        for other in links:
            if one.source != other.source and one.target != other.target:
                assert not crossings(polylines[one], polylines[other])


def test_six_parameters_fit_above_the_captions_in_a_regular_order():
    names, shapes, links = polynomial(5)
    small = {
        node: Shape(0.34) if shape == LEAF else Shape(0.28) if shape == OPERATION else shape
        for node, shape in shapes.items()
    }
    room = Room(
        least_leaf_pitch=0.70, clearance=0.05, label_width=0.76, digit_height=0.15, rise=0.08,
        drop=0.10, padding=0.04,
    )  # fmt: skip
    layout = lay_out(small, links, height=5.8, room=room)
    assert layout.width <= 13.2 + 1e-6
    assert layout.height <= 5.8
    assert layout.crossings == 3
    at = {name: layout.positions[index] for index, name in enumerate(names)}
    order = sorted((n for n in names if n[0] in "kxy"), key=lambda name: -at[name][1])
    assert order == ["k5", "k4", "k3", "k2", "x", "k1", "k0", "y"]
    # One trunk with a dot wherever it branches: five uses are four branchings.
    assert len(layout.forks[names.index("x")]) == 4


def test_a_single_node_and_several_results():
    alone = lay_out({7: OPERATION}, [])
    assert alone.positions[7] == pytest.approx([0, 0], abs=0.01)
    several = lay_out({0: LEAF, 1: RESULT, 2: RESULT}, [Link(0, 1, 0), Link(0, 2, 0)])
    assert several.positions[1][0] == several.positions[2][0]
    assert len(several.forks[0]) == 1


def test_sixty_nodes_take_seconds_not_minutes():
    chain = {node: LEAF if node < 20 else OPERATION for node in range(60)}
    links = [Link((node * 7) % node, node, 0) for node in range(20, 60)]
    links += [Link(node - 20, node, 1) for node in range(20, 60)]
    start = time.perf_counter()
    lay_out(chain, links)
    assert time.perf_counter() - start < 20


def test_spread_moves_numbers_apart_as_little_as_possible():
    assert spread([0, 0], 1.0) == pytest.approx([-0.5, 0.5])
    assert spread([0, 5], 1.0) == pytest.approx([0, 5])
    assert spread([0, 0, 10], 1.0) == pytest.approx([-0.5, 0.5, 10])
