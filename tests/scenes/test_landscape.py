"""The loss landscape: colours, views, what hides what, and numbers that are the graph's."""

import numpy as np
import pytest
from manim import ManimColor

from autodiff import optimize, parse
from scenes import style
from scenes.mobjects.contour_map import ContourMap, MapPath
from scenes.mobjects.contours import contour_lines
from scenes.mobjects.floor_gradient import FloorGradient
from scenes.mobjects.landscape import Landscape
from scenes.mobjects.polyline import dashes
from scenes.mobjects.projection import MAP_AZIMUTH, MAP_ELEVATION, Projection
from scenes.mobjects.quad_sheet import Panel
from scenes.mobjects.ramp import encoded, linear, ramp_color, ramp_light, share_of
from scenes.mobjects.sheet_line import runs_of
from scenes.mobjects.sheet_path import SheetPath
from scenes.mobjects.sheet_tangent import SheetTangent
from scenes.mobjects.slicing_plane import SlicingPlane
from scenes.mobjects.terrain import Terrain

BOWL = parse("(k1 - 1)**2 + 2*(k2 - 0.5)**2 + a")
VIEW = Projection()
ABOVE = Projection(float(MAP_AZIMUTH), float(MAP_ELEVATION))


@pytest.fixture(scope="module")
def terrain():
    return Terrain(BOWL, ("k1", "k2"), (-1, 3), (-1, 2), {"a": 0.5}, height=3.9, lift=0.9)


@pytest.fixture
def landscape(terrain):
    return Landscape(terrain, cells=(12, 8), contours=4)


def test_the_ramp_has_its_colours_at_its_stops():
    for share, color in style.palette.ramp:
        assert ramp_color(share) == color
    between = ramp_light(np.linspace(0, 1, 50))
    assert between.shape == (50, 3)
    # Steps look equally large: brightness only ever grows.
    assert (np.diff(between @ [0.2126, 0.7152, 0.0722]) > 0).all()
    rgb = np.array(ManimColor(style.palette.loss).to_rgb())
    np.testing.assert_allclose(encoded(linear(rgb)), rgb, atol=1e-12)


def test_the_colour_follows_the_root_of_the_loss():
    np.testing.assert_allclose(share_of([1.0, 2.0, 5.0, 9.0], 1.0, 5.0), [0, 0.5, 1, 1])


def test_upright_lines_stay_upright_and_the_map_is_seen_from_above():
    foot, top = VIEW([[1.0, 2.0, 0.0], [1.0, 2.0, 3.0]])
    assert foot[0] == pytest.approx(top[0])
    assert top[1] > foot[1]
    np.testing.assert_allclose(ABOVE([1.0, 2.0, 7.0]), [1, 2, 0], atol=1e-12)
    assert VIEW.to_eye @ VIEW.right == pytest.approx(0)
    assert VIEW.nearness(VIEW.to_eye) > VIEW.nearness([0, 0, 0])
    half = VIEW.towards(ABOVE, 0.5)
    assert half.azimuth_rad == pytest.approx((VIEW.azimuth_rad + ABOVE.azimuth_rad) / 2)


def test_heights_are_the_graphs(terrain):
    x, y = np.array([0.3, 2.5]), np.array([-0.4, 1.1])
    expected = (x - 1) ** 2 + 2 * (y - 0.5) ** 2 + 0.5
    np.testing.assert_allclose(terrain.losses(x, y), expected)
    low, high = terrain.sheet(1.0, 0.5), terrain.sheet(-1.0, 2.0)
    assert low[2] == pytest.approx(terrain.lift, abs=1e-3)
    assert high[2] == pytest.approx(terrain.lift + terrain.height)
    assert terrain.floor(-1.0, -1.0) == pytest.approx(
        [-terrain.size[0] / 2, -terrain.size[1] / 2, 0]
    )


def test_contours_lie_at_their_level(terrain):
    for level in terrain.levels(5):
        chains = terrain.contours(float(level))
        assert chains
        for chain in chains:
            np.testing.assert_allclose(terrain.losses(*chain.T), level, atol=2e-3)


def test_a_closed_contour_is_closed_and_a_saddle_is_two_lines():
    x = y = np.linspace(-1, 1, 41)
    (ring,) = contour_lines(x, y, x[None] ** 2 + y[:, None] ** 2, 0.5)
    np.testing.assert_array_equal(ring[0], ring[-1])
    np.testing.assert_allclose(np.hypot(*ring.T), np.sqrt(0.5), atol=1e-3)
    for level in (0.01, -0.01):
        assert len(contour_lines(x, y, x[None] * y[:, None], level)) == 2


def test_what_lies_behind_the_sheet_is_hidden(terrain):
    # The near wall of the bowl hides what is on the floor behind it; the far wall is in sight.
    inside, below, beside = (
        terrain.sheet(1.2, 1.6),
        terrain.floor(1.0, 1.9),
        terrain.floor(3.0, -1.0),
    )
    hidden = terrain.is_hidden(np.array([inside, below, beside]), VIEW)
    assert hidden.tolist() == [False, True, False]
    assert not terrain.is_hidden(inside[None] + np.array([0, 0, 0.1]), ABOVE).any()
    assert terrain.is_hidden(np.array([below]), ABOVE).all()


def test_what_is_hidden_is_what_a_fine_march_finds(terrain):
    wavy = Terrain(
        parse("sin(3*k1)*cos(2*k2) + k1*k2/3"), ("k1", "k2"), (-1, 3), (-1, 2), height=2.5
    )
    rng = np.random.default_rng(5)
    for ground in (terrain, wavy):
        x, y = rng.uniform(*ground.x_range, 300), rng.uniform(*ground.y_range, 300)
        places = np.concatenate([ground.sheet(x, y), ground.floor(x, y)])
        steps = np.linspace(0.03, 12, 4000)
        for view in (VIEW, Projection(np.radians(20), np.radians(15))):
            rays = places[:, None, :] + steps[:, None] * view.to_eye
            above = np.sign(rays[..., 2] - ground._height_at(rays[..., 0], rays[..., 1]))
            crossed = (above[:, 1:] * above[:, :-1] < 0).any(axis=1)
            agreed = ground.is_hidden(places, view) == crossed
            assert crossed.mean() > 0.1
            # What grazes the sheet may be missed by either.
            assert agreed.mean() > 0.985


def test_quads_are_drawn_from_far_to_near_by_slots_that_stay(landscape):
    slots = list(landscape.sheet.submobjects)
    landscape.look(VIEW.towards(ABOVE, 0.4))
    assert landscape.sheet.submobjects == slots
    order = landscape.sheet.order
    assert sorted(order) == list(range(12 * 8))
    near = landscape.view.nearness(landscape.sheet.middles[order])
    assert (np.diff(near) >= 0).all()
    for slot, index in zip(slots, order, strict=True):
        middle = landscape.view(landscape.sheet.middles[index])
        assert slot.get_center()[:2] == pytest.approx(middle[:2], abs=0.12)


def test_one_move_turns_the_sheet_into_its_map(landscape):
    landscape.turn_into_map((-3, 3, -2, 2)).complete()
    assert landscape.flatness == 1
    assert landscape.view.elevation_rad == pytest.approx(np.pi / 2)
    sheet, floor = landscape.point(2.0, 1.0), landscape.floor_point(2.0, 1.0)
    np.testing.assert_allclose(sheet, floor, atol=1e-9)
    assert all(len(line.points) for line in landscape.lines)


def test_a_path_goes_where_the_optimizer_went(landscape):
    path = optimize.gradient_descent(
        BOWL, {"k1": -0.8, "k2": 1.5, "a": 0.5}, learning_rate=0.1, steps=5
    )
    drawn = SheetPath(landscape, path)
    last = path.points[-1]
    assert drawn.place == pytest.approx((last["k1"], last["k2"]))
    drawn.go_to(2).complete()
    assert drawn.place == pytest.approx((path.points[2]["k1"], path.points[2]["k2"]))
    on_sheet = landscape.point(*drawn.place)
    assert drawn._head.get_center()[:2] == pytest.approx(on_sheet[:2], abs=0.05)
    landscape.look(ABOVE)
    on_sheet = landscape.point(*drawn.place)
    assert drawn._head.get_center()[:2] == pytest.approx(on_sheet[:2], abs=1e-6)


def test_a_section_is_the_graph_with_one_parameter_held(landscape):
    plane = SlicingPlane(landscape, "k2", 0.9)
    assert plane.section.variable == "k1"
    assert plane.section.value(2.0) == pytest.approx(1 + 2 * 0.16 + 0.5)
    assert plane.section.slope(2.0) == pytest.approx(2.0)
    behind, nearer = around(landscape, plane.panel)
    cut = landscape.terrain.floor(0.0, 0.9)[1]
    assert min(p[1] for p in behind) > cut > max(p[1] for p in nearer)
    plane.slide_to(0.0).complete()
    assert plane.section.value(1.0) == pytest.approx(1.0)


def around(landscape, panel):
    """Return the middles of the quads that are painted before a panel, and after it."""
    order = landscape.sheet.order
    index = next(i for i, item in enumerate(order) if item is panel)
    found = [
        [q for q in part if not isinstance(q, Panel)] for part in (order[:index], order[index:])
    ]
    return [landscape.sheet.middles[quads] for quads in found]


def test_a_plane_appears_and_vanishes(landscape):
    slots = len(landscape.sheet)
    plane = SlicingPlane(landscape, "k1", 0.5, presence=0.0)
    assert plane.panel not in landscape.sheet.order
    plane.appear().complete()
    assert plane.panel in landscape.sheet.order
    assert len(landscape.sheet) == slots + 1
    plane.vanish().complete()
    assert plane.panel not in landscape.sheet.order
    assert not len(landscape.sheet[-1].points)
    assert plane.appear().mobject is landscape


def test_planes_that_cross_cut_each_other(landscape):
    one, other = SlicingPlane(landscape, "k1", 1.0), SlicingPlane(landscape, "k2", 0.5)
    painted = [item for item in landscape.sheet.order if isinstance(item, Panel)]
    assert len(painted) == 3
    assert painted[1] is one.panel
    far, near = painted[0], painted[2]
    assert far.at == near.at == other.panel.at
    # Together they are the whole panel, and meet where it is cut.
    assert {far.span, near.span} == {
        (other.panel.span[0], one.panel.at),
        (one.panel.at, other.panel.span[1]),
    }
    toward = VIEW.to_eye
    assert np.mean(far.span) * toward[0] < np.mean(near.span) * toward[0]


def test_a_tangent_in_a_plane_has_the_slope_of_the_partial(landscape):
    plane = SlicingPlane(landscape, "k2", 0.9)
    tangent = SheetTangent(plane, 2.0)
    assert float(tangent.slope_quantity().value) == pytest.approx(2.0)
    tangent.slide_to(0.5).complete()
    tangent.refresh()
    assert float(tangent.slope_quantity().value) == pytest.approx(-1.0)
    # Its points lie on the line with that slope.
    terrain = landscape.terrain
    seen = np.concatenate([tangent.line.seen.points, tangent.line.behind.points])
    far = landscape.view(terrain.at_height(0.7, 0.9, plane.section.value(0.5) - 0.2))
    here = landscape.view(terrain.at_height(0.5, 0.9, plane.section.value(0.5)))
    along = (far - here) / np.linalg.norm(far - here)
    off = np.cross(seen - here, along)[:, 2]
    assert np.abs(off).max() < 0.05


def test_the_arrow_on_the_floor_is_the_gradient(landscape):
    arrow = FloorGradient(landscape, (2.0, 1.0), scale=0.1)
    assert arrow.gradient == {"k1": 2.0, "k2": 2.0}
    arrow.put((0.0, 0.0))
    assert arrow.gradient == {"k1": -2.0, "k2": -2.0}


def test_a_map_has_every_loss_in_its_band(terrain):
    contour_map = ContourMap(terrain, 8, 6, contours=4)
    assert len(contour_map.bands) == 5
    assert len(contour_map.lines) == 4
    path = optimize.gradient_descent(BOWL, {"k1": -0.8, "k2": 1.5, "a": 0.5}, 0.1, steps=3)
    drawn = MapPath(contour_map, path)
    drawn.go_to(1).complete()
    expected = contour_map.at(path.points[1]["k1"], path.points[1]["k2"])
    assert drawn._head.get_center() == pytest.approx(expected)


def test_runs_and_dashes():
    assert runs_of(np.array([True, True, False, True, False, True, True, True])) == [(0, 2), (5, 8)]
    line = np.array([[0.0, 0, 0], [1.0, 0, 0], [1.0, 1.0, 0]])
    found = dashes(line, on=0.3, off=0.2)
    assert len(found) == 4
    lengths = [np.linalg.norm(np.diff(dash, axis=0), axis=1).sum() for dash in found]
    assert lengths == pytest.approx([0.3] * 4)
