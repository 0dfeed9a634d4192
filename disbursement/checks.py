"""Tell in one sentence what is missing before the portal can work."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connection
from django.db.utils import Error as DatabaseError
from django.utils.translation import gettext as _
from redis import Redis
from redis.exceptions import RedisError


def folder_problem() -> str:
    """Return what is wrong with the folders the portal writes to, or ""."""
    folders = [settings.DATA_DIR, settings.MEDIA_ROOT, settings.BEAT_DIR]
    if not settings.REDIS_URL:
        folders += [settings.BROKER_DIR / "queue", settings.BROKER_DIR / "control"]
    for folder in map(Path, folders):
        if not (folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)):
            return _("The folder %(folder)s (set by DATA_DIR) cannot be written to.") % {
                "folder": folder
            }
    return ""


def database_problem() -> str:
    """Return why the database does not answer, or ""."""
    try:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return _("The database (set by DATABASE_URL) does not answer: %(reason)s.") % {
            "reason": one_line(error)
        }
    return ""


def redis_problem() -> str:
    """Return why Redis does not answer, or "" (also where there is none)."""
    if not settings.REDIS_URL:
        return ""
    try:
        with Redis.from_url(
            settings.REDIS_URL, socket_timeout=5, socket_connect_timeout=5
        ) as redis:
            redis.ping()
    except (RedisError, OSError) as error:
        return _("Redis (set by REDIS_URL) does not answer: %(reason)s.") % {
            "reason": one_line(error)
        }
    return ""


def start_problem() -> str:
    """Return the first thing that keeps the portal from starting, or ""."""
    return folder_problem() or database_problem() or redis_problem()


def one_line(error: Exception) -> str:
    return " ".join(str(error).split()).rstrip(".?")


@register(Tags.files)
def check_folders(**options: Any) -> list[CheckMessage]:
    problem = folder_problem()
    return [Error(problem, id="disbursement.E001")] if problem else []


@register(Tags.database)
def check_database(**options: Any) -> list[CheckMessage]:
    problem = database_problem() if options.get("databases") else ""
    return [Error(problem, id="disbursement.E002")] if problem else []
