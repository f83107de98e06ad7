"""The film itself: rendered from end to end, read back, and every number of it recomputed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.catalogue import read_catalogue
from pipeline.quality import QUALITIES
from pipeline.targets import chapter_targets
from tests.oracle import recompute, rounded
from tests.pipeline.readback import check_all, check_ledger, plan_of

ROOT = Path(__file__).parent.parent
TARGETS = chapter_targets(read_catalogue().chapters)


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    """The film at the lowest quality, rendered by the command line."""
    output = tmp_path_factory.mktemp("film") / "film.mp4"
    command = [sys.executable, "render.py", "film", "-q", "l", "-o", str(output)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return output


@pytest.fixture(scope="module")
def entries(film):
    document = json.loads(film.with_name("film.ledger.json").read_text(encoding="utf-8"))
    return document["entries"]


def test_the_finished_film_is_what_was_planned(film, tmp_path):
    plan = plan_of(TARGETS, QUALITIES["l"], tmp_path)
    check_all(film, plan)
    check_ledger(film.with_name("film.ledger.json"), plan)


def test_every_number_shown_is_right_to_its_last_digit(entries):
    """Recompute the ledger at 30 digits with mpmath, without autodiff."""
    known = {}
    wrong = []
    for entry in entries:
        described = {key: entry[key] for key in ("expression", "point", "definitions", "wrt")}
        key = json.dumps(described)
        if key not in known:
            known[key] = recompute(**described)
        if rounded(known[key], entry["precision"]) != entry["shown"].removeprefix("+"):
            wrong.append((entry["source"], entry["shown"], str(known[key])))
    assert wrong == []


def test_every_chapter_shows_numbers_and_all_scenes_are_known(entries):
    assert {entry["chapter"] for entry in entries} == {target.chapter[0] for target in TARGETS}
    assert {entry["scene"] for entry in entries} <= {target.scene for target in TARGETS}


def test_a_number_typed_wrong_would_be_noticed(entries):
    """The check above can fail: a digit changed anywhere is seen."""
    entry = next(e for e in entries if e["wrt"] and e["shown"] not in ("0.00", "1.00"))
    value = recompute(*(entry[k] for k in ("expression", "point", "definitions", "wrt")))
    assert rounded(value, entry["precision"]) == entry["shown"]
    assert rounded(value + 10.0 ** -entry["precision"], entry["precision"]) != entry["shown"]
