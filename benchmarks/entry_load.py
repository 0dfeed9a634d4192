"""The last evening before a deadline: 300 investors of 30 rows each type and hand in at once.

python -m benchmarks.entry_load [MINUTES] [INVESTORS] [ROWS]

Real HTTP clients on this machine: each investor opens its table, saves every row as it is typed
(four cells a save), and hands in. Beside them, at the same time and in the same server
processes, a bare Django view that writes one row is asked over and over: what a write costs here
under this load. DATABASE_URL chooses PostgreSQL (2 web processes); without it the portal's own
defaults hold: SQLite and one. At the end every cell is compared with what was typed.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import statistics
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode

from benchmarks.measure import ROOT, fresh_portal

YEAR = 2026
MILLION = 1_000_000
PLAN = 90_000 * MILLION
TYPED = ("own_disbursed", "month_estimate", "year_forecast")
TOKEN = "a" * 32
PORT = 8799


@dataclass(frozen=True)
class Client:
    """One investor's officer: the session cookie, the report, and what will be typed."""

    cookie: str
    submission: int
    rows: list[tuple[str, dict[str, str]]]


@dataclass
class Clock:
    """How long each kind of request took, in seconds, and what went wrong."""

    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, kind: str, seconds: float) -> None:
        with self.lock:
            self.took[kind].append(seconds)

    def fault(self, text: str) -> None:
        with self.lock:
            self.wrong.append(text)

    def quantile(self, kind: str, share: float) -> float:
        return sorted(self.took[kind])[int(share * (len(self.took[kind]) - 1))]


def main(minutes: float, investors: int, rows: int) -> None:
    fresh_portal()
    from django.core.management import call_command
    from django.db import connection

    call_command("collectstatic", interactive=False, verbosity=0)
    clients = _fill(investors, rows)
    vendor = connection.vendor
    connection.close()
    workers = 2 if vendor == "postgresql" else 1
    clock = Clock()
    with _served(workers):
        _play(clients, clock, minutes * 60)
    saves = len(clock.took["save"])
    print(f"{vendor}, {workers} web processes, {investors} × {rows} rows in {minutes:g} minutes")
    for kind in ("bare", "open", "save", "submit"):
        times = clock.took[kind]
        p50, p95, p99 = (clock.quantile(kind, share) * 1000 for share in (0.5, 0.95, 0.99))
        print(f"  {kind}: {len(times)}, p50 {p50:.0f} ms, p95 {p95:.0f} ms, p99 {p99:.0f} ms")
    for kind in ("save", "submit"):
        ratio = clock.quantile(kind, 0.95) / clock.quantile("bare", 0.95)
        middle = statistics.median(clock.took[kind]) / statistics.median(clock.took["bare"])
        print(f"  {kind} / bare view: p95 {ratio:.2f}, median {middle:.2f}", end="")
        print(" (aim ≤ 5 at p95)" if kind == "save" else "")
    print(f"  errors: {len(clock.wrong)} {clock.wrong[:3]}")
    _compare(clients)
    assert not clock.wrong
    assert saves == investors * rows


def _fill(investors: int, rows: int) -> list[Client]:
    """Put the investors, their capital, their officers and one open period on record."""
    from disbursement.domain.calendar import VIETNAM_TIME
    from disbursement.models import ReportingPeriod, Submission
    from disbursement.services.calendar import defaults_set_up
    from projects.models import CapitalSource, Organisation, PlanDecision, PlanLine, Project

    now = datetime.now(VIETNAM_TIME)
    year = now.year
    defaults_set_up(now=now)
    people = _officers(
        Organisation.objects.bulk_create(
            Organisation(code=f"CDT{i:03}", name=f"Chủ đầu tư {i}") for i in range(investors)
        )
    )
    source = CapitalSource.objects.create(code="NSTW", name="Ngân sách trung ương")
    projects = Project.objects.bulk_create(
        Project(code=f"7{i:03}{j:03}", name=f"Dự án {i}-{j}", investor_id=officer.organisation)
        for i, officer in enumerate(people)
        for j in range(rows)
    )
    first_day = now.date().replace(month=1, day=2)
    decision = PlanDecision.objects.create(number="1", decided_on=first_day, issuer="UBND tỉnh")
    PlanLine.objects.bulk_create(
        PlanLine(
            decision=decision, plan_year=year, origin_year=year, kind="giao đầu năm",
            project=project, source=source, nature="đầu tư", amount=PLAN,
            effective_on=first_day, recorded_at=now,
        )
        for project in projects
    )  # fmt: skip
    period = ReportingPeriod.objects.create(
        code=f"{year}-{now.month:02}-K1", kind="mid", year=year, month=now.month,
        starts_on=now.date().replace(day=1), ends_on=now.date(), as_at=now.date(),
        opens_at=now - timedelta(days=9), due_at=now + timedelta(days=1),
        opened_at=now - timedelta(days=9), locks_at=now + timedelta(days=9),
    )  # fmt: skip
    reports = Submission.objects.bulk_create(
        Submission(period=period, investor_id=officer.organisation, status_at=now)
        for officer in people
    )
    return [
        Client(
            officer.cookie,
            report.pk,
            [
                (f"r{project.pk}-{source.pk}-{year}-{year}", _texts(1000 + number * 7 + place))
                for place, project in enumerate(projects[number * rows : (number + 1) * rows])
            ],
        )
        for number, (officer, report) in enumerate(zip(people, reports, strict=True))
    ]


@dataclass(frozen=True)
class Officer:
    organisation: int
    cookie: str


def _officers(organisations: list) -> list[Officer]:
    """Return a signed-in person for every organisation."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from projects.models import Membership, User

    found = []
    for number, organisation in enumerate(organisations):
        user = User.objects.create(username=f"canbo{number}", password="!")  # noqa: S106 - nobody signs in with it
        Membership.objects.create(
            user=user, organisation=organisation, role="investor", valid_from="2020-01-01"
        )
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        found.append(Officer(organisation.pk, f"sessionid={session.session_key}"))
    return found


def _texts(amount: int) -> dict[str, str]:
    """Return what is typed into a row: three amounts in million đồng, and why they differ."""
    amounts = {name: str(amount + step) for step, name in enumerate(TYPED)}
    return amounts | {"explanation": f"Chờ Kho bạc hạch toán {amount} triệu đồng"}


@contextmanager
def _served(workers: int) -> Iterator[None]:
    """Serve the portal as `manage.py serve` does, with the bare view beside it."""
    command = [
        *(sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{PORT}"),
        *("--workers", str(workers), "--config", str(ROOT / "gunicorn.conf.py")),
        *("--max-requests", "0", "benchmarks.entry_load_wsgi:application"),
    ]
    server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "ALLOWED_HOSTS": "127.0.0.1"})
    try:
        for _ in range(200):
            try:
                _ask("GET", "/healthz")
                break
            except OSError:
                time.sleep(0.1)
        yield
    finally:
        server.terminate()
        server.wait()


def _ask(method: str, path: str, body: str = "", **headers: str) -> tuple[int, bytes]:
    """Ask over a connection of its own: between two rows the server has closed the last one."""
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    try:
        connection.request(method, path, body.encode(), headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def _play(clients: list[Client], clock: Clock, seconds: float) -> None:
    """Let everybody work at their own pace within the time, and the bare view be asked."""
    rng = random.Random(4)
    over = threading.Event()
    began = time.perf_counter() + 1
    threads = [
        threading.Thread(
            target=_work,
            args=(
                client,
                clock,
                began + seconds * rng.uniform(0, 0.3),
                began + seconds * rng.uniform(0.7, 1),
            ),
        )
        for client in clients
    ]
    prober = threading.Thread(target=_probe, args=(clock, over))
    for thread in [prober, *threads]:
        thread.start()
    for thread in threads:
        thread.join()
    over.set()
    prober.join()


def _work(client: Client, clock: Clock, starts: float, ends: float) -> None:
    """Open the table, save row by row, hand in."""
    cookie = f"{client.cookie}; csrftoken={TOKEN}"
    base = f"/bao-cao-ky/{client.submission}"
    moments = [
        starts + (ends - starts) * step / (len(client.rows) + 2)
        for step in range(len(client.rows) + 2)
    ]

    def timed(kind: str, moment: float, method: str, path: str, body: str, **more: str) -> bytes:
        time.sleep(max(0.0, moment - time.perf_counter()))
        started = time.perf_counter()
        status, answer = _ask(method, path, body, Cookie=cookie, **more)
        clock.note(kind, time.perf_counter() - started)
        if status not in ((302,) if kind == "submit" else (200,)):
            clock.fault(f"{kind}: {status} {answer[:300]!r}")
        return answer

    timed("open", moments[0], "GET", f"{base}/nhap/", "")
    seen = ""
    for moment, (line, texts) in zip(moments[1:], client.rows, strict=False):
        cells = [
            {"line": line, "field": name, "text": text, "was": ""} for name, text in texts.items()
        ]
        body = json.dumps({"unit": "triệu đồng", "cells": cells, "seen": seen})
        kinds = {"Content-Type": "application/json", "X-CSRFToken": TOKEN}
        answer = json.loads(timed("save", moment, "POST", f"{base}/o/", body, **kinds))
        seen = answer.get("seen", "")
        if [cell["state"] for cell in answer.get("cells", [])] != ["saved"] * len(cells):
            clock.fault(f"save: {answer}")
    form = {f"{line}-{name}": text for line, texts in client.rows for name, text in texts.items()}
    form |= {"action": "submit", "unit": "triệu đồng", "seen": seen, "warnings_confirmed": "on"}
    form |= {"csrfmiddlewaretoken": TOKEN}
    kinds = {"Content-Type": "application/x-www-form-urlencoded"}
    timed("submit", moments[-1], "POST", f"{base}/nhap/", urlencode(form), **kinds)


def _probe(clock: Clock, over: threading.Event) -> None:
    while not over.wait(0.1):
        started = time.perf_counter()
        status, answer = _ask("POST", "/bare/")
        clock.note("bare", time.perf_counter() - started)
        if status != 200:
            clock.fault(f"bare: {status} {answer[:300]!r}")


def _compare(clients: list[Client]) -> None:
    """Hold every cell that was handed in against what was typed: nothing lost, nothing twice."""
    from disbursement.models import SubmissionLine, SubmissionVersion

    typed = {
        (client.submission, line): (
            *(int(texts[name]) * MILLION for name in TYPED),
            texts["explanation"],
        )
        for client in clients
        for line, texts in client.rows
    }
    lines = SubmissionLine.objects.filter(version__submitted_at__isnull=False)
    stored = {
        (
            line.version.submission_id,
            f"r{line.project_id}-{line.source_id}-{line.plan_year}-{line.origin_year}",
        ): tuple(getattr(line, name) for name in (*TYPED, "explanation"))
        for line in lines.select_related("version")
    }
    handed_in = SubmissionVersion.objects.filter(submitted_at__isnull=False).count()
    versions = SubmissionVersion.objects.count()
    print(f"  reports handed in: {handed_in} of {len(clients)}, versions: {versions}")
    print(f"  cells as typed: {sum(stored.get(key) == cells for key, cells in typed.items())} rows")
    assert stored == typed
    assert handed_in == versions == len(clients)


if __name__ == "__main__":
    arguments = sys.argv[1:]
    main(
        float(arguments[0]) if arguments else 10,
        int(arguments[1]) if len(arguments) > 1 else 300,
        int(arguments[2]) if len(arguments) > 2 else 30,
    )
