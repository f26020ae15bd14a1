"""Figures that few or nobody stand in are read from their index, not from every spell.

One has the spells that ended otherwise than by a release, leaving or death: those who have none after it are without a
next stage. One has the class, of which the server then keeps the shares too.
"""

from django.db import migrations, models
from django.db.models.functions import NullIf

UNEXPLAINED = """
CREATE INDEX spell_unexplained ON orders_spell (person_id) INCLUDE (starts_at, stage_id, ends_at)
WHERE known_to IS NULL
AND (nullif(ended_by, '') IS NULL OR NOT nullif(ended_by, '') = ANY('{released,left,transferred,died}'));
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0006_spells_of_places")]
    operations = [
        migrations.RunSQL(UNEXPLAINED, "DROP INDEX spell_unexplained"),
        migrations.AddIndex(
            "spell",
            models.Index(
                NullIf("category", models.Value("")),
                name="spell_category",
                condition=models.Q(known_to__isnull=True),
            ),
        ),
    ]
