"""What two paths make of a nudge, against mpmath."""

import mpmath
import pytest

from autodiff import parse
from scenes.mobjects.branched_machines import BranchedMachines
from scenes.mobjects.chain import Link


@pytest.fixture
def branched():
    upper, lower = Link("g", parse("x**2")), Link("h", parse("sin(x)"))
    return BranchedMachines(upper, lower, parse("u*v + v"), "f", x=0.75)


def test_both_paths_together_are_the_derivative_of_the_whole(branched):
    with mpmath.workdps(30):
        whole = mpmath.diff(lambda x: x**2 * mpmath.sin(x) + mpmath.sin(x), mpmath.mpf("0.75"))
        *paths, total = (mpmath.mpf(str(q.value)) for q in branched.path_quantities)
        assert mpmath.almosteq(total, whole, rel_eps=1e-20)
        assert mpmath.almosteq(sum(paths), total, rel_eps=1e-20)


def test_numbers_appear_as_they_come_out(branched):
    numbers = [*branched.values, *(n for _, n in branched.slopes)]
    assert not any(value.is_visible for value in branched.values)
    branched.run().complete()
    assert all(number.is_visible for number in numbers)
    assert not any(part.get_fill_opacity() for pair in branched.nudges for part in pair[-1])
    branched.nudge().complete()
    assert [pair[0].written for pair in branched.nudges[3:]] == ["1.50", "0.73", "2.17"]
