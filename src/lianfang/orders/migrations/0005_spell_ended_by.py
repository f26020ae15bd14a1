"""How many stages ended in which way, for the planner and for the rare ways."""

from django.db import migrations, models
from django.db.models.functions import NullIf


class Migration(migrations.Migration):

    dependencies = [("orders", "0004_report_indexes")]

    operations = [
        migrations.AddIndex(
            "spell",
            models.Index(
                NullIf("ended_by", models.Value("")),
                condition=models.Q(("known_to__isnull", True)),
                name="spell_ended_by",
            ),
        ),
        # A stage held true now rarely runs, a version that was closed mostly did: the planner must know.
        migrations.RunSQL(
            """
            CREATE STATISTICS orders_spell_running (mcv) ON known_to, ends_at FROM orders_spell;
            CREATE STATISTICS orders_spell_town ON (nullif(town, '')) FROM orders_spell;
            """,
            "DROP STATISTICS orders_spell_running; DROP STATISTICS orders_spell_town",
        ),
    ]
