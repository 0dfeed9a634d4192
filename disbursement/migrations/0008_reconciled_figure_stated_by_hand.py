"""Tell an own figure that was stated on the sheet from that of a report."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disbursement", "0007_search_of_obstacles_and_directives"),
    ]

    operations = [
        migrations.AddField(
            model_name="reconciliationline",
            name="own_stated_at",
            field=models.DateTimeField(
                help_text="Empty: the investor's figure is that of its report.",
                null=True,
                verbose_name="stated on the sheet at",
            ),
        ),
    ]
