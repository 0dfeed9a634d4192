"""Set up a throw-away portal and time two ways of doing the same work in turn."""

from __future__ import annotations

import atexit
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def fresh_portal() -> None:
    """Point Django at an empty data folder and database (DATABASE_URL is honoured), migrated."""
    folder = tempfile.mkdtemp(prefix="benchmark-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["DATA_DIR"] = folder
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/portal.sqlite3")
    os.environ["DJANGO_SETTINGS_MODULE"] = "disbursement.settings"
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    connection.force_debug_cursor = False
    call_command("migrate", verbosity=0)


def seconds(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def compare(
    name: str, ours: Callable[[], Any], plain: Callable[[], Any], *, runs: int, aim: float
) -> float:
    """Time both in turn, print medians and the median of the pairwise ratios; return the latter."""
    pairs = []
    for _ in range(runs):
        pairs.append((seconds(ours), seconds(plain)))
    ratio = statistics.median(mine / theirs for mine, theirs in pairs)
    mine = statistics.median(pair[0] for pair in pairs)
    theirs = statistics.median(pair[1] for pair in pairs)
    print(
        f"{name}: {mine:.3f} s against {theirs:.3f} s, ratio {ratio:.2f} (aim ≤ {aim:g},"
        f" median of {runs})"
    )
    return ratio
