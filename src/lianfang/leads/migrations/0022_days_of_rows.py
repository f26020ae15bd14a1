"""The rows of lists are met in their order by an index alone, whatever days are asked for."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0021_names_in_a_place")]
    operations = [
        migrations.RemoveConstraint("leadsource", "source_row_once"),
        migrations.AddConstraint(
            "leadsource",
            models.UniqueConstraint(
                fields=["row"],
                condition=models.Q(known_to__isnull=True),
                name="source_row_once",
                include=["batch", "town", "due_at", "answered_at"],
            ),
        ),
    ]
