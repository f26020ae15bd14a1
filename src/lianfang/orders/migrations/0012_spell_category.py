"""A spell bears the class of its order, and the report's index gives it."""

from django.db import migrations, models

HELD = models.Q(("known_to__isnull", True))
FILL = """
UPDATE orders_spell s SET category = o.category FROM orders_order o WHERE o.id = s.order_id;
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0011_suspension")]

    operations = [
        migrations.AddField(
            "spell",
            "category",
            models.CharField(blank=True, default="", max_length=40),
            preserve_default=False,
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RemoveIndex("spell", "spell_latest"),
        migrations.AddIndex(
            "spell",
            models.Index(
                condition=HELD,
                fields=["person", "-starts_at", "-stage"],
                include=("place", "ends_at", "ended_by", "town", "category"),
                name="spell_latest",
            ),
        ),
        # As for towns and grids: how many spells belong to which class, for the first page of a figure's list.
        migrations.RunSQL(
            "CREATE STATISTICS orders_spell_category ON (nullif(category, '')) FROM orders_spell;",
            "DROP STATISTICS orders_spell_category;",
        ),
    ]
