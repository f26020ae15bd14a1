"""Which lead has no answer at a moment stands in one stretch of an index: one not answered outlasts every moment.

Whom to control is asked by the days of their journeys too, of the few who are answered. A grid lies in one community
and that in one town: told so, the server expects as many leads of a grid of a community as of the grid.

The rows of a place are listed from its leads by an index of the sources alone.
"""

from django.db import migrations, models

UNTIL = """
CREATE INDEX lead_until ON leads_lead (coalesce(answered_at, 'infinity'::timestamptz));
CREATE STATISTICS lead_places (dependencies) ON town, community, grid FROM leads_lead;
ANALYZE leads_lead;
"""

BACK = """
DROP STATISTICS lead_places;
DROP INDEX lead_until;
"""


class Migration(migrations.Migration):
    dependencies = [("leads", "0016_what_filters_ask")]
    operations = [
        migrations.RemoveIndex("lead", "lead_answered"),
        migrations.AddIndex(
            "lead",
            models.Index(
                fields=["due_at", "id"],
                name="lead_answered",
                condition=models.Q(state="answered"),
                include=["outcome", "town", "community", "grid", "left_on", "arrived_on", "answered_at"],
            ),
        ),
        migrations.AddIndex(
            "leadsource",
            models.Index(fields=["lead"], name="source_lead", include=["row", "batch", "known_to"]),
        ),
        migrations.AlterField(
            "leadsource",
            "lead",
            models.ForeignKey(
                "leads.lead",
                models.PROTECT,
                related_name="sources",
                db_index=False,
                db_constraint=False,
            ),
        ),
        migrations.RunSQL(UNTIL, BACK),
    ]
