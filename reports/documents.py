"""The JSON documents that this app's commands print."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from disbursement.domain.calendar import VIETNAM_TIME
from reports.definitions.registry import Definition
from reports.models import ReportRun
from reports.selectors.runs import path_of
from reports.selectors.schedule import ScheduledRun
from reports.services.files import Drawn
from reports.services.runs import DueResult


def schedule_document(runs: Iterable[ScheduledRun]) -> dict[str, Any]:
    return {
        "rows": [{"job": run.job, "period": run.period, "due_at": iso(run.due_at)} for run in runs]
    }


def due_document(result: DueResult) -> dict[str, Any]:
    document: dict[str, Any] = {
        "made": [
            {
                **_run(run),
                "files": [
                    {"path": str(path_of(file)), "sha256": file.sha256} for file in run.files.all()
                ],
            }
            for run in result.made
        ],
        "already": result.already,
    }
    if result.failed:
        document["failed"] = [{**_run(run), "failure": run.failure} for run in result.failed]
    return document


def files_document(paths: Sequence[Path], drawn: Sequence[Drawn]) -> dict[str, Any]:
    return {
        "files": [
            {"path": str(path), "sha256": each.sha256}
            for path, each in zip(paths, drawn, strict=True)
        ]
    }


def kinds_document(definitions: Iterable[Definition]) -> dict[str, Any]:
    kinds = list(definitions)
    return {
        "kinds": [definition.kind for definition in kinds],
        "names": {definition.kind: str(definition.name) for definition in kinds},
    }


def iso(moment: datetime | None) -> str | None:
    """Return a moment with Vietnam's offset: 2024-09-15T07:00:00+07:00."""
    return moment.astimezone(VIETNAM_TIME).isoformat() if moment else None


def _run(run: ReportRun) -> dict[str, Any]:
    return {
        "job": run.job,
        "period": run.period,
        "due_at": iso(run.due_at),
        "kind": run.kind,
        "run": run.pk,
    }
