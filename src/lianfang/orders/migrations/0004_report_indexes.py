"""Indexes for the dispatch report and the lists behind its figures."""

from django.db import migrations, models

HELD = models.Q(("known_to__isnull", True))


class Migration(migrations.Migration):

    dependencies = [("orders", "0003_versions_of_tests")]

    operations = [
        migrations.AddIndex("spell", models.Index(condition=HELD, fields=["ends_at"], name="spell_end")),
        migrations.AddIndex(
            "spell",
            models.Index(
                condition=HELD,
                fields=["person", "-starts_at", "-stage"],
                include=("place", "ends_at", "ended_by", "town"),
                name="spell_latest",
            ),
        ),
    ]
