"""Indexes for what the filters of the list ask for rarely."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("leads", "0009_tally")]

    operations = [
        migrations.AddIndex(
            "lead",
            models.Index(condition=models.Q(("outcome", ""), _negated=True), fields=["outcome"], name="lead_outcome"),
        ),
        migrations.AddIndex(
            "lead", models.Index(condition=models.Q(("calls__gt", 0)), fields=["calls"], name="lead_calls")
        ),
        migrations.AddIndex(
            "lead",
            models.Index(
                condition=models.Q(("answered_at__isnull", False)), fields=["answered_at"], name="lead_answered_at"
            ),
        ),
        migrations.AddIndex(
            "lead",
            models.Index(
                condition=models.Q(("place", "assigned"), _negated=True), fields=["place"], name="lead_unplaced"
            ),
        ),
        migrations.AddIndex(
            "lead", models.Index(condition=models.Q(("doubtful", True)), fields=["id"], name="lead_doubtful")
        ),
        migrations.AddIndex(
            "lead", BrinIndex(autosummarize=True, fields=["left_on", "arrived_on"], name="lead_journey")
        ),
    ]
