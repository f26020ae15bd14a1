"""Who the rows of a block are, kept from when that is told until their leads are opened."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("intake", "0003_lean_writes"), ("leads", "0012_place_statistics")]

    operations = [
        migrations.CreateModel(
            name="RecognisedBlock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("last_seq", models.IntegerField()),
                ("seqs", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("people", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ("made", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                (
                    "twins",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(null=True), size=None),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                        to="intake.batch",
                    ),
                ),
            ],
        ),
    ]
