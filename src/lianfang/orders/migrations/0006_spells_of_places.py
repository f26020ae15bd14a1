"""The spells of a place have an index, from which a figure that is opened there lists its people.

A grid lies in one community and that in one town: told so, the server expects as many rows of a grid of a community as
of the grid.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0005_who_runs")]
    operations = [
        migrations.AddIndex(
            "spell",
            models.Index(
                fields=[level, "person"],
                name=f"spell_{level}",
                include=["stage", "starts_at", "ends_at", "ended_by", "place"],
                condition=models.Q(known_to__isnull=True),
            ),
        )
        for level in ("town", "community", "grid")
    ] + [
        migrations.RunSQL(
            f"CREATE STATISTICS {table}_places (dependencies) ON town, community, grid FROM orders_{table};"
            f"ANALYZE orders_{table}",
            f"DROP STATISTICS {table}_places",
        )
        for table in ("order", "spell")
    ]
