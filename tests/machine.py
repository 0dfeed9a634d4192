"""What this machine offers the tests: PostgreSQL, Redis, a browser."""

import os
import shutil
import socket
import sys
from urllib.parse import urlsplit

POSTGRES_URL = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
REDIS_URL = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/15")
BROWSERS = ["chromium", "chromium-browser", "google-chrome"]


def answers(url: str, port: int) -> bool:
    parts = urlsplit(url)
    try:
        with socket.create_connection((parts.hostname or "", parts.port or port), timeout=2):
            return True
    except OSError:
        return False


def has_postgres() -> bool:
    return answers(POSTGRES_URL, 5432)


def has_redis() -> bool:
    return answers(REDIS_URL, 6379)


def browser_path() -> str | None:
    """Return the Chromium to drive: the one CHROMIUM names, or the system's."""
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, BROWSERS)), None)


def missing() -> dict[str, str]:
    """Return what is not here, by marker, each with what is left out for it."""
    found = {}
    if not has_postgres():
        found["postgres"] = "no PostgreSQL answers (TEST_DATABASE_URL): the second run on it"
    if not has_redis():
        found["redis"] = "no Redis answers (TEST_REDIS_URL): the tests of the Redis broker"
    if not browser_path():
        found["browser"] = "no Chromium (CHROMIUM): the tests in a browser"
    return found


if __name__ == "__main__":
    sys.stdout.writelines(f"- {reason}\n" for reason in missing().values())
