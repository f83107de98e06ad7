"""What holds for every test: which ones run together, and that scenes speak English afterwards."""

import pytest

from scenes import messages

# They share something that takes long to make, or are one after the other at the same thing.
TOGETHER = ("tests/pipeline/studio/", "tests/pipeline/test_film.py", "tests/test_film.py")


@pytest.fixture(autouse=True)
def _english_afterwards():
    yield
    messages.use_language(messages.SOURCE)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Give tests to processes one by one, except for those that stay together."""
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return next((place for place in TOGETHER if nodeid.startswith(place)), nodeid)

    return Scheduling(config, log)
