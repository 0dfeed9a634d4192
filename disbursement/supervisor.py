"""Run the portal's processes together, start again what falls over and leave nothing behind."""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import structlog

from disbursement import lifeline

QUICK = 10.0  # seconds; a process that ends sooner has failed to start
TRIES = 3
PAUSE = 1.0  # seconds before the first new start; doubled with every quick failure
GRACE = 10.0  # seconds for finishing requests and tasks before the rest is killed
TICK = 0.25
STOPPING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

log = structlog.get_logger(__name__)


@dataclass
class Service:
    """One long-running process and how its starts have gone."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    quick_failures: int = 0
    due: float = 0.0

    def start(self, now: float) -> None:
        """Start the process as the leader of a group of its own.

        The terminal's Ctrl-C then reaches only the supervisor, which ends the others in order.
        """
        self.started = now
        self.process = subprocess.Popen(  # noqa: S603 - our own command
            self.command,
            start_new_session=True,
            preexec_fn=partial(lifeline.end_with, os.getpid()),
        )

    def note_end(self, now: float) -> None:
        """Count a quick failure and decide when to try again."""
        self.process = None
        self.quick_failures = self.quick_failures + 1 if now - self.started < QUICK else 0
        self.due = now + PAUSE * 2**self.quick_failures

    @property
    def has_ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def signal_leader(self, number: int) -> None:
        """Signal the leader only; gunicorn and Celery end their own children in order."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)

    def kill_group(self) -> None:
        """Kill whatever is left of the group, also after its leader has ended."""
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Supervisor:
    """Keep services running until a signal or a service that will not start."""

    def __init__(self, services: Sequence[Service], *, grace: float = GRACE) -> None:
        self.services = services
        self.grace = grace
        self.stopping = threading.Event()
        self.hurry = False

    def run(self) -> Service | None:
        """Run until asked to stop (None) or until a service will not start (that one)."""
        before = {number: signal.signal(number, self.stop) for number in STOPPING_SIGNALS}
        try:
            return self.watch()
        finally:
            self.end_all()
            for number, handler in before.items():
                signal.signal(number, handler)

    def stop(self, *_: object) -> None:
        """Take a signal: the first asks to stop, a further one to stop at once."""
        self.hurry = self.stopping.is_set()
        self.stopping.set()

    def watch(self) -> Service | None:
        while not self.stopping.is_set():
            for service in self.services:
                self.tend(service, time.monotonic())
                if service.quick_failures >= TRIES:
                    return service
            self.stopping.wait(TICK)
        return None

    def tend(self, service: Service, now: float) -> None:
        """Take note of a service that ended and start it when it is due."""
        if service.has_ended:
            code = service.process.returncode if service.process else None
            service.kill_group()
            service.note_end(now)
            log.warning("process_ended", process=service.name, code=code)
        elif service.process is None and now >= service.due:
            service.start(now)

    def end_all(self) -> None:
        """Ask every process to end, wait a little, then kill what is left of each group."""
        for service in self.services:
            service.signal_leader(signal.SIGTERM)
        until = time.monotonic() + self.grace
        while time.monotonic() < until and not self.hurry:
            if all(service.process is None or service.has_ended for service in self.services):
                break
            time.sleep(TICK)
        for service in self.services:
            service.kill_group()
