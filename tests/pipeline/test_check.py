"""The check finds each planted fault, and only that, and is silent on what is clean."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.check.contrast import contrast
from pipeline.check.run import check_scenes
from pipeline.quality import QUALITIES

FAULTS = Path(__file__).parent / "faults.py"
PLANTED = {
    "Overlap": ("overlap", "“model” lies on “loss”"),
    "Crossed": ("overlap", "“gradient” is crossed by a Line"),
    "LeavesFrame": ("frame", "a Circle leaves the frame"),
    "CaptionBand": ("caption", "a Square enters the band"),
    "TooSmall": ("size", "15 px"),
    "FaintText": ("contrast", "“shadow”"),
    "FaintGraphic": ("contrast", "a Line"),
    "OnItsOwnColor": ("contrast", "“loss”"),
    "TooManyWords": ("words", "14 words"),
    "Still": ("still", "more than 6 s"),
    "FastCaption": ("speed", "characters a second"),
    "UntranslatedWord": ("language", "“bungalow” is not translated"),
    "UntranslatedCaption": ("language", "“Nobody said this before. …” is not translated"),
    "LooseDigits": ("number", "“loss: 0.37”"),
    "LooseFormula": ("number", "a formula has digits"),
}


def check(name, folder):
    return check_scenes([f"{FAULTS}:{name}"], QUALITIES["l"], jobs=1, folder=folder)


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_found_and_nothing_else(name, tmp_path):
    kind, message = PLANTED[name]
    lines, is_clean = check(name, tmp_path)
    assert not is_clean
    (finding,) = lines[:-1]
    assert f": {kind}: " in finding
    assert message in finding
    assert "faults.py:" in finding
    line = int(finding.split("faults.py:")[1].split(":")[0])
    source = FAULTS.read_text(encoding="utf-8").splitlines()[line - 1]
    assert "self.wait(" in source or "self.play(" in source or "self.beat(" in source


@pytest.mark.parametrize("name", ["Clean", "Allowed"])
def test_what_is_clean_or_meant_is_passed_over(name, tmp_path):
    lines, is_clean = check(name, tmp_path)
    assert is_clean, lines
    assert not list(tmp_path.iterdir())


def test_a_finding_is_drawn_on_its_frame(tmp_path):
    check("Overlap", tmp_path)
    (place,) = tmp_path.glob("Overlap-*s-overlap.png")
    picture = np.asarray(Image.open(place))
    assert (picture == [255, 0, 255]).all(axis=-1).any()


def test_old_pictures_go_when_the_fault_has_gone(tmp_path):
    old = tmp_path / "Clean-0001.00s-overlap.png"
    old.write_bytes(b"")
    check("Clean", tmp_path)
    assert not old.exists()


def test_an_allowance_needs_a_reason(tmp_path):
    from scenes.base import LessonScene

    with pytest.raises(ValueError, match="because"):
        LessonScene().allow("overlap", because=" ")


def test_contrast_is_that_of_the_guidelines():
    black, white = np.zeros(3), np.ones(3)
    assert contrast(black, white) == pytest.approx(21)
    # The lightest grey that has 4.5:1 on white, as published with WCAG 2.1.
    assert contrast(np.full(3, 0x76 / 255), white) == pytest.approx(4.54, abs=0.01)


def test_the_whole_film_is_clean(tmp_path):
    lines, is_clean = check_scenes([], QUALITIES["m"], jobs=2, folder=tmp_path)
    assert is_clean, "\n".join(lines)
