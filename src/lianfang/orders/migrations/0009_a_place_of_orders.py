"""Stages are found by the kind of place they are spent in, as an opened figure asks for them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0008_a_day_of_orders")]
    operations = [
        migrations.AddIndex(
            "spell",
            models.Index(
                fields=["place", "person"],
                name="spell_place",
                condition=models.Q(known_to__isnull=True),
                include=["stage", "starts_at", "ends_at", "ended_by"],
            ),
        ),
    ]
