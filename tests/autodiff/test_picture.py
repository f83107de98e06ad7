"""The picture of a trace: valid, complete, and with nothing on anything else."""

import re
import xml.etree.ElementTree as ET

import pytest

import autodiff as ad
from autodiff.picture import to_svg
from tests.lesson_cases import FORTY, FORTY_AT

SVG = "{http://www.w3.org/2000/svg}"
CASES = {
    "(a*b + c)**2 * tanh(a)": {"a": 1.0, "b": 2.0, "c": -3.0},
    "where(x > 0, sin(x*y)/(x + 3*y), exp(-temperature*x))": {"x": 1.0, "y": 2.0, "temperature": 3},
    "x": {"x": 2.0},
    "7": {},
    FORTY: FORTY_AT,
}


def texts(svg):
    return [element.text for element in ET.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("text", CASES)
def test_every_node_is_there_with_its_numbers(text):
    trace = ad.backprop(ad.parse(text), CASES[text])
    written = texts(trace._repr_svg_())
    for name, slope in trace.gradient.items():
        assert name in written
        assert f"{float(slope):.4g}".replace("-", "−") in written
    operations = [n for n in trace.graph.nodes if n.op not in ("input", "constant")]
    circles = list(ET.fromstring(trace._repr_svg_()).iter(f"{SVG}circle"))
    assert len(circles) == len(operations)


@pytest.mark.parametrize("text", CASES)
def test_no_node_lies_on_another_and_all_are_in_view(text):
    root = ET.fromstring(ad.backprop(ad.parse(text), CASES[text])._repr_svg_())
    width, height = float(root.get("width")), float(root.get("height"))
    boxes = []
    for circle in root.iter(f"{SVG}circle"):
        x, y, r = (float(circle.get(key)) for key in ("cx", "cy", "r"))
        boxes.append((x - r, y - r, x + r, y + r))
    for rect in root.iter(f"{SVG}rect"):
        x, y, w, h = (float(rect.get(key)) for key in ("x", "y", "width", "height"))
        boxes.append((x, y, x + w, y + h))
    for number, one in enumerate(boxes):
        assert one[0] >= 0 and one[1] >= 0 and one[2] <= width and one[3] <= height
        for other in boxes[:number]:
            assert one[0] > other[2] or other[0] > one[2] or one[1] > other[3] or other[1] > one[3]


def test_numbers_can_be_left_blank():
    trace = ad.backprop(ad.parse("x*y"), {"x": 2.0, "y": 3.0})
    full, blank = to_svg(trace), to_svg(trace, gradients=False, is_blank=True)
    assert len(re.findall("stroke-dasharray", blank)) == 3 and "stroke-dasharray" not in full
    assert len(texts(full)) - len(texts(blank)) == 3
