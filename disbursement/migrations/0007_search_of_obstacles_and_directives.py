"""Columns to search obstacles and directives by; the first steps of obstacles that had none."""

from datetime import datetime, time

from django.db import migrations
from django.utils import timezone

import projects.models.text_columns
from projects.models.text_columns import refresh_texts

BATCH = 1000


def fill(apps, schema_editor):
    obstacles = apps.get_model("disbursement", "Obstacle")
    steps = apps.get_model("disbursement", "ObstacleStep")
    rows, made = [], []
    for row in obstacles.objects.order_by("pk").iterator(chunk_size=BATCH):
        refresh_texts(row)
        rows.append(row)
        if not row.steps.exists():
            made.append(step(steps, row, "raised", row.raised_on, text=row.content))
            if row.closed_on:
                made.append(step(steps, row, "closed", row.closed_on))
    obstacles.objects.bulk_update(rows, ["search_text"], batch_size=BATCH)
    steps.objects.bulk_create(made, batch_size=BATCH)


def step(steps, row, kind, day, *, text=""):
    at = timezone.make_aware(datetime.combine(day, time(12)))
    return steps(
        obstacle=row,
        kind=kind,
        day=day,
        at=at,
        actor_id=row.raised_by_id if kind == "raised" else None,
        text=text,
    )


class Migration(migrations.Migration):
    dependencies = [("disbursement", "0006_layouts_reconciliation_advances")]

    operations = [
        migrations.AddField(
            model_name="directive",
            name="search_text",
            field=projects.models.text_columns.FoldedText(
                default="", editable=False, max_length=2500, of=("number", "issuer", "content")
            ),
        ),
        migrations.AddField(
            model_name="obstacle",
            name="search_text",
            field=projects.models.text_columns.FoldedText(
                default="", editable=False, max_length=2500, of=("content", "outside_unit")
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
