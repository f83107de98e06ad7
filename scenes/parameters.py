"""What an educator may change in a scene, checked before anything is drawn."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
)

from autodiff import parse
from scenes.messages import known_language
from scenes.python_function import PYTHON_FUNCTION, text_of_function


class ParameterError(ValueError):
    """What was asked for is allowed by itself, but a scene cannot show it; the message says why."""


def _as_text(value: Any) -> Any:
    # A number is an expression too, and needs no quotes in a lesson file.
    return str(value) if isinstance(value, int | float) else value


def _checked_expression(text: str) -> str:
    if PYTHON_FUNCTION.fullmatch(text.strip()):
        text = text_of_function(text.strip())
    parse(text)
    return text


Expression = Annotated[
    str,
    BeforeValidator(_as_text),
    AfterValidator(_checked_expression),
    WithJsonSchema({"type": "string", "format": "expression"}),
]
"""The text of an expression, or ``FILE.py:name`` of a Python function, which is traced."""


Language = Annotated[str, AfterValidator(known_language)]
"""The code of a language, such as ``uk``."""


class SceneParameters(BaseModel):
    """Base of a scene's parameters: every field has a default, a meaning and bounds."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)

    title: str = Field("", max_length=60, description="what the video is called")
    theme: Literal["dark", "light"] = Field("dark", description="colours on a dark or light ground")
    language: Language = Field("en", description="of what is said and shown, such as en or uk")
    speed: float = Field(1.0, ge=0.25, le=4, description="how fast it goes, 1 is the film's own")
    narration: dict[int, str] = Field(
        {}, description="the words of single beats, by their number from 1, in place of the film's"
    )
