"""Leads answered in some days are found by their index alone, as those received or due in them are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0018_answers_and_deadlines")]
    operations = [
        migrations.RemoveIndex("lead", "lead_answered_at"),
        migrations.AddIndex(
            "lead",
            models.Index(
                fields=["answered_at", "id"],
                name="lead_answered_at",
                include=["received_at", "town"],
                condition=models.Q(answered_at__isnull=False),
            ),
        ),
    ]
