"""Indexes for the filters of the register of people."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("people", "0007_sealed_texts")]

    operations = [
        migrations.AddIndex("person", models.Index(fields=["born"], name="person_born")),
        migrations.AddIndex(
            "person",
            models.Index(
                condition=models.Q(
                    models.Q(("number_kind", "mainland"), _negated=True),
                    models.Q(("number_kind", ""), _negated=True),
                ),
                fields=["number_kind"],
                name="person_kind",
            ),
        ),
        migrations.AddIndex(
            "person", BrinIndex(autosummarize=True, fields=["known_at"], name="person_known")
        ),
    ]
