"""Who is controlled at a moment stands in one stretch of an index: a stage that has not ended outlasts every moment."""

from django.db import migrations

# A spell held true now rarely runs, and the server takes no statistics from a partial index.
UNTIL = """
CREATE INDEX spell_until ON orders_spell (coalesce(ends_at, 'infinity'::timestamptz)) WHERE known_to IS NULL;
CREATE STATISTICS orders_spell_until (mcv) ON known_to, coalesce(ends_at, 'infinity'::timestamptz) FROM orders_spell;
"""

BACK = """
DROP STATISTICS orders_spell_until;
DROP INDEX spell_until;
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_squashed_0012_spell_category")]
    operations = [migrations.RunSQL(UNTIL, BACK)]
