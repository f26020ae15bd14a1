"""Who stands without a next stage is told of a town, a community and a grid by the index that tells them apart."""

from django.db import migrations

_DROP = "DROP INDEX spell_unexplained;"
_MADE = """
CREATE INDEX spell_unexplained ON orders_spell (person_id) INCLUDE (starts_at, stage_id, ends_at{places})
WHERE known_to IS NULL
AND (nullif(ended_by, '') IS NULL OR NOT nullif(ended_by, '') = ANY('{{released,left,transferred,died}}'));
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0009_a_place_of_orders")]
    operations = [
        migrations.RunSQL(_DROP + _MADE.format(places=", town, community, grid"), _DROP + _MADE.format(places=""))
    ]
