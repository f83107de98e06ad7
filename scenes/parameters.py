"""What an educator may change in a scene, checked before anything is drawn."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from autodiff import parse


def _checked_expression(text: str) -> str:
    parse(text)
    return text


Expression = Annotated[str, AfterValidator(_checked_expression)]
"""The text of an expression; a broken one raises ``autodiff.ExpressionError``."""


class SceneParameters(BaseModel):
    """Base of a scene's parameters: every field has a default, a meaning and bounds."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)

    theme: Literal["dark", "light"] = Field("dark", description="colours on a dark or light ground")
