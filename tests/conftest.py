"""What every test can use; people and data are in `people.py` and `fixtures_*.py`."""

import os
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache

from tests import machine

HERE = Path(__file__).parent
pytest_plugins = [
    f"tests.{path.stem}" for path in sorted([*HERE.glob("people.py"), *HERE.glob("fixtures_*.py")])
]


def pytest_collection_modifyitems(items):
    """Leave out what this machine cannot run; on CI nothing may be left out."""
    missing = machine.missing()
    for item in items:
        for marker in missing.keys() & item.keywords.keys():
            if os.environ.get("CI") == "true":
                raise pytest.UsageError(f"With CI=true nothing may be left out: {missing[marker]}")
            item.add_marker(pytest.mark.skip(reason=missing[marker]))


def pytest_unconfigure():
    shutil.rmtree(settings.DATA_DIR, ignore_errors=True)


@pytest.fixture(autouse=True)
def nothing_remembered():
    """Forget what was drawn for another test: its rows are gone, their numbers come again."""
    cache.clear()


@pytest.fixture
def on_commit(django_capture_on_commit_callbacks):
    """Run what a service leaves for after the commit: `with on_commit(): service(…)`."""
    return lambda: django_capture_on_commit_callbacks(execute=True)
