"""What holds for every test: the scenes speak English again when it has ended."""

import pytest

from scenes import messages


@pytest.fixture(autouse=True)
def _english_afterwards():
    yield
    messages.use_language(messages.SOURCE)
