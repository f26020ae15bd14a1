"""Whom a name may mean among the leads of a place is told by the index of the place alone."""

from django.db import migrations, models

LEVELS = ("town", "community", "grid")


def _led_by(level: str) -> models.Index:
    return models.Index(
        fields=[level, "state", "due_at", "id"],
        name=f"lead_{level}_due",
        include=["person", "received_at", "left_on", "arrived_on", "answered_at", "pinyin"],
    )


class Migration(migrations.Migration):
    dependencies = [("leads", "0020_where_rows_are")]
    operations = [
        operation
        for level in LEVELS
        for operation in (
            migrations.RemoveIndex("lead", f"lead_{level}_due"),
            migrations.AddIndex("lead", _led_by(level)),
        )
    ]
