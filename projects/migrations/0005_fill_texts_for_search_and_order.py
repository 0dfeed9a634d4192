"""Fill the columns by which lists are searched and sorted."""

from django.db import migrations

from projects.models.text_columns import refresh_texts, text_columns

MODELS = ("CapitalSource", "Contract", "Organisation", "Programme", "Project")
BATCH = 1000


def fill(apps, schema_editor):
    for name in MODELS:
        model = apps.get_model("projects", name)
        columns = text_columns(model)
        rows = []
        for row in model.objects.iterator(chunk_size=BATCH):
            refresh_texts(row)
            rows.append(row)
        model.objects.bulk_update(rows, columns, batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("projects", "0004_texts_for_search_and_order")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
