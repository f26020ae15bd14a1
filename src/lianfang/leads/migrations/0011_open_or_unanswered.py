"""What waits to a list or to the figures stands in one index: the open leads, and those without an answer."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("leads", "0010_rare_values")]

    operations = [
        migrations.RemoveIndex("lead", "lead_open"),
        migrations.AddIndex(
            "lead",
            models.Index(
                condition=models.Q(("state", "open"), ("answered_at__isnull", True), _connector="OR"),
                fields=["due_at", "id"],
                include=["state", "town", "community", "grid"],
                name="lead_open",
            ),
        ),
    ]
