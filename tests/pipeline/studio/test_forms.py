"""A scene's parameters as a form: every field has a kind, a meaning and its bounds."""

from __future__ import annotations

from typing import Literal

import pytest
from pydantic import Field, model_validator

from pipeline.catalogue import read_catalogue
from pipeline.lessons import lesson_kinds, lesson_target
from pipeline.loader import load_scene
from pipeline.studio.forms import form_of
from pipeline.targets import chapter_targets
from scenes.parameters import Expression, SceneParameters

KINDS = {
    "number", "integer", "boolean", "choice", "expression", "colour", "point", "list", "table",
    "text",
}  # fmt: skip
LESSONS = [lesson_target(kind) for kind in lesson_kinds()]


class Everything:
    """A scene with a parameter of every kind."""

    class Parameters(SceneParameters):
        """What can be set."""

        rate: float = Field(0.5, gt=0, lt=1, description="how fast")
        count: int = Field(3, ge=1, le=9, description="how many")
        shown: bool = Field(True, description="whether it is shown")
        side: Literal["left", "right"] = Field("left", description="where")
        tint: str = Field("#ff0000", description="of all", json_schema_extra={"format": "color"})
        function: Expression = Field("x", description="of x")
        layers: tuple[int, ...] = Field((8, 8), min_length=1, max_length=3, description="sizes")

        @model_validator(mode="after")
        def _fits(self):
            if self.count == 9 and self.side == "right":
                raise ValueError("side: nine are too many there")
            return self


def test_every_kind_of_field():
    fields = {field["name"]: field for field in form_of(Everything, {"rate": 0.25})["fields"]}
    rate = fields["rate"]
    assert (rate["kind"], rate["above"], rate["below"]) == ("number", 0, 1)
    assert (rate["value"], rate["default"], rate["meaning"]) == (0.25, 0.5, "how fast")
    assert rate["bounds"] == "above 0 and below 1"
    count = fields["count"]
    assert (count["kind"], count["least"], count["most"]) == ("integer", 1, 9)
    assert fields["shown"]["kind"] == "boolean"
    assert fields["side"]["choices"] == ["left", "right"]
    assert fields["tint"]["kind"] == "colour"
    assert fields["function"]["kind"] == "expression"
    layers = fields["layers"]
    assert (layers["kind"], layers["items"], layers["most_items"]) == ("list", "integer", 3)
    assert layers["value"] == [8, 8]
    assert fields["narration"]["kind"] == "table"


@pytest.mark.parametrize(
    ("values", "field", "problem"),
    [
        ({"rate": 2}, "rate", "less than 1"),
        ({"rate": "fast"}, "rate", "valid number"),
        ({"function": "x**"}, "function", "column"),
        ({"layers": [1, "two"]}, "layers", "1: "),
        ({"count": 9, "side": "right"}, "side", "nine are too many there"),
        ({"colour": "red"}, "colour", "not permitted"),
    ],
)
def test_what_is_wrong_is_said_of_the_field(values, field, problem):
    problems = form_of(Everything, values)["problems"]
    assert list(problems) == [field] and problem in problems[field]


def test_all_that_is_wrong_is_said_at_once():
    assert set(form_of(Everything, {"rate": 2, "count": 0})["problems"]) == {"rate", "count"}


def test_a_scene_without_parameters():
    class Plain:
        """Nothing to set."""

    assert form_of(Plain, {}) == {"fields": [], "problems": {}}
    assert form_of(Plain, {"rate": 1})["problems"]["rate"] == "Plain has no parameters"


@pytest.mark.parametrize(
    "target", [*chapter_targets(read_catalogue().chapters), *LESSONS], ids=lambda t: t.scene
)
def test_every_scene_has_a_form_without_problems(target):
    form = form_of(load_scene(target), {})
    assert form["problems"] == {}
    for field in form["fields"]:
        assert field["kind"] in KINDS and field["meaning"], field["name"]
        assert field["value"] == field["default"]
        # As the page sends it back, it is still what it was.
    values = {field["name"]: field["value"] for field in form["fields"]}
    assert form_of(load_scene(target), values)["problems"] == {}
