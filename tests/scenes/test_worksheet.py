"""Worksheets are read back: the numbers are in the answer key, and only there."""

import io

import pytest
from pypdf import PdfReader

from autodiff import backprop, parse
from scenes import messages
from scenes.lessons.point import complete_point
from scenes.lessons.worksheet import worksheet
from tests.lesson_cases import CASES
from tests.scenes.test_programs import ALL, parameters


@pytest.fixture(autouse=True)
def _english_afterwards():
    yield
    messages.use_language(messages.SOURCE)


def text_of(pdf):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.parametrize(("kind", "name"), ALL)
def test_every_lesson_has_a_worksheet_of_a_page_or_two(kind, name):
    chosen = parameters(kind, CASES[kind][name])
    for answers in (False, True):
        pdf = worksheet(chosen, answers=answers)
        assert 1 <= len(PdfReader(io.BytesIO(pdf)).pages) <= 3
        assert pdf == worksheet(chosen, answers=answers)


@pytest.mark.parametrize("name", ["shared", "trigonometric", "nested"])
def test_the_gradient_is_in_the_answer_key_and_not_on_the_sheet(name):
    chosen = parameters("graph", CASES["graph"][name])
    graph = parse(chosen.function)
    gradient = backprop(graph, complete_point(graph, chosen.at, "at")).gradient
    sheet, key = (text_of(worksheet(chosen, answers=answers)) for answers in (False, True))
    for slope in gradient.values():
        written = f"{abs(float(slope)):.4g}"
        assert written in key and written not in sheet
    assert "Name" in sheet and "answers" in key


def test_a_worksheet_speaks_the_language():
    fields = {**CASES["derivative"]["polynomial"], "language": "uk", "title": "Похідна f"}
    text = text_of(worksheet(parameters("derivative", fields), answers=True))
    assert "Похідна f" in text and "степінь" in text and "відповіді" in text
