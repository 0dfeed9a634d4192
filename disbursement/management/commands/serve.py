import os
import socket
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.core.management.base import BaseCommand
from django.db import connections
from django.utils.translation import gettext as _

from disbursement import checks
from disbursement.supervisor import Service, Supervisor


class Command(BaseCommand):
    help = "Serve web, worker and scheduler together until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")
        parser.add_argument("--port", type=int, default=settings.PORT)

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        if problem := checks.start_problem() or port_problem(host, port):
            raise CommandError(problem)
        connections.close_all()
        address = f"http://{host}:{port}"
        self.stdout.write(
            _("The portal is at %(address)s; Ctrl-C stops it.") % {"address": address}
        )
        self.stdout.flush()
        if failed := Supervisor([web(host, port), worker()]).run():
            raise CommandError(
                _("The process %(name)s ended right after each of its starts; its reason is above.")
                % {"name": failed.name}
            )
        self.stdout.write(_("The portal has stopped."))


def web(host: str, port: int) -> Service:
    """One web process on SQLite, where more would only wait for each other's writes."""
    on_sqlite = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
    workers = 1 if on_sqlite else min(4, os.cpu_count() or 1)
    arguments = ["-m", "gunicorn", "--bind", f"{host}:{port}", "--workers", str(workers)]
    config = str(settings.BASE_DIR / "gunicorn.conf.py")
    return Service("web", [sys.executable, *arguments, "--config", config])


def worker() -> Service:
    arguments = [
        "-m",
        "celery",
        "--quiet",
        "-A",
        "disbursement",
        "worker",
        "--beat",
        "--concurrency=2",
    ]
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    return Service("worker", [sys.executable, *arguments, *quiet])


def port_problem(host: str, port: int) -> str:
    """Return why nobody can listen on the port, or ""."""
    try:
        with socket.create_server((host, port)):
            return ""
    except OSError as error:
        return _("Port %(port)s cannot be listened on (PORT sets another): %(reason)s.") % {
            "port": port,
            "reason": os.strerror(error.errno or 0),
        }
