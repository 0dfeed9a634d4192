"""20 files of 5,000 vouchers at once through two workers: all posted, nothing double, how long.

Real `celery worker` processes, first on the embedded broker, then on an empty database of Redis
(REDIS_URL, or redis://127.0.0.1:6379/14). DATABASE_URL chooses the database.

    python -m benchmarks.treasury_many [FILES] [ROWS] [embedded|redis]
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.measure import ROOT, fresh_portal
from benchmarks.treasury_import import YEAR, registers, write_vouchers

WORKERS = 2
LONGEST, SWEEP_EVERY, LOOK_EVERY = 1800, 60, 0.2
REDIS = os.environ.get("REDIS_URL") or "redis://127.0.0.1:6379/14"


def main(files: int, rows: int, broker: str) -> None:
    os.environ["REDIS_URL"] = REDIS if broker == "redis" else ""
    fresh_portal()
    with TemporaryDirectory() as folder, _own_redis() if broker == "redis" else nullcontext():
        paths = [Path(folder) / f"vouchers-{number:02}.xlsx" for number in range(files)]
        paid = sum(write_vouchers(path, rows, first=at * rows) for at, path in enumerate(paths))
        registers()
        with _workers(Path(folder)):
            started = time.perf_counter()
            _hand_in(paths)
            checked = _drive(files, started)
            seconds = time.perf_counter() - started
    _compare(files, rows, paid)
    print(
        f"{broker}: {files} files of {rows} rows in {seconds:.1f} s (the last was checked after"
        f" {checked:.1f} s), {files * rows / seconds:,.0f} rows a second; all posted, none double"
    )


@contextmanager
def _own_redis() -> Iterator[None]:
    """Refuse a database that holds anything, and leave it as empty as it was."""
    from redis import Redis

    with Redis.from_url(REDIS) as redis:
        assert redis.dbsize() == 0, f"{REDIS} is not empty: choose another with REDIS_URL"
        try:
            yield
        finally:
            redis.flushdb()


@contextmanager
def _workers(folder: Path) -> Iterator[None]:
    """Run the workers, and wait until each says that it is ready."""
    logs = [folder / f"worker-{number}.log" for number in range(WORKERS)]
    processes = []
    for number, log in enumerate(logs):
        command = [sys.executable, "-m", "celery", "-A", "disbursement", "worker"]
        command += ["--concurrency", "1", "--hostname", f"benchmark-{number}@%h", "-l", "INFO"]
        with log.open("w") as out:
            processes.append(subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=out))
    try:
        deadline = time.monotonic() + 120
        while not all(b" ready" in log.read_bytes() for log in logs):
            assert time.monotonic() < deadline, logs[0].read_text()
            time.sleep(LOOK_EVERY)
        yield
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(60)


def _hand_in(paths: list[Path]) -> None:
    from django.utils import timezone

    from disbursement.services.treasury import import_receive

    for path in paths:
        import_receive(content=path, name=path.name, by=None, at=timezone.now())


def _drive(files: int, started: float) -> float:
    """Have every file posted as soon as it is checked; return when the last one was checked."""
    from django.utils import timezone

    from disbursement.models import TreasuryImport
    from disbursement.services.treasury import import_post_later, imports_sweep

    asked: set[int] = set()
    checked = 0.0
    swept = started
    while TreasuryImport.objects.filter(status="posted").count() < files:
        now = time.perf_counter()
        assert now - started < LONGEST, _states()
        for ready in TreasuryImport.objects.filter(status__in=("checked", "held")):
            assert ready.pk not in asked, f"{ready.pk} was not posted: {ready.issues[:3]}"
            asked.add(ready.pk)
            actor: Any = None
            import_post_later(
                treasury_import=ready, actor=actor, at=timezone.now(), confirm_scale=True
            )
            checked = time.perf_counter() - started
        refused = TreasuryImport.objects.filter(status="refused").first()
        assert refused is None, refused.issues[:3] if refused else ""
        if now - swept > SWEEP_EVERY:  # as the scheduler would
            imports_sweep(now=timezone.now())
            swept = now
        time.sleep(LOOK_EVERY)
    return checked


def _states() -> list[tuple[int, str]]:
    from disbursement.models import TreasuryImport

    return list(TreasuryImport.objects.values_list("pk", "status"))


def _compare(files: int, rows: int, paid: int) -> None:
    """Hold what is in the ledger against what was written into the files."""
    from disbursement.models import TreasuryImport, Voucher
    from disbursement.selectors.positions import positions_by_group

    places = Voucher.objects.values_list("treasury_import", "sheet", "row", "number")
    assert places.count() == files * rows, (places.count(), files * rows)
    assert len({number for *_, number in places}) == files * rows
    assert sum(TreasuryImport.objects.values_list("posted_count", flat=True)) == files * rows
    groups = positions_by_group(plan_year=YEAR, as_of=date(YEAR, 12, 31), group="source")
    disbursed = sum(position.disbursed for position in groups.values())
    assert disbursed == paid, (disbursed, paid)


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    length = int(sys.argv[2]) if len(sys.argv) > 2 else 5_000
    if len(sys.argv) > 3:
        main(count, length, sys.argv[3])
    else:  # each in a process of its own: settings are read once
        for kind in ("embedded", "redis"):
            again = [sys.executable, "-m", "benchmarks.treasury_many", str(count), str(length)]
            subprocess.run([*again, kind], cwd=ROOT, check=True)
