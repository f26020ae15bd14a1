"""The rows of a place stand together in their order: a source bears where its lead is."""

from django.db import migrations, models

# A lead that goes to another place takes its sources along.
PLACE_SOURCE = """
CREATE FUNCTION leads_place_source() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE leads_leadsource s SET town = f.town, community = f.community, grid = f.grid
    FROM fresh f JOIN gone g ON g.id = f.id
    WHERE s.lead_id = f.id AND (f.town, f.community, f.grid) <> (g.town, g.community, g.grid);
    RETURN NULL;
END $$;
CREATE TRIGGER place_source AFTER UPDATE ON leads_lead
REFERENCING NEW TABLE AS fresh OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION leads_place_source();
"""

PLACE_BACK = """
DROP TRIGGER place_source ON leads_lead;
DROP FUNCTION leads_place_source();
"""

# Their answers too, where one was given while a list was joined to the lead.
PLACE_ALL = """
UPDATE leads_leadsource s
SET town = l.town, community = l.community, grid = l.grid, answer = l.outcome, answered_at = l.answered_at
FROM leads_lead l WHERE l.id = s.lead_id AND (s.answer, s.answered_at, s.town, s.community, s.grid)
      IS DISTINCT FROM (l.outcome, l.answered_at, l.town, l.community, l.grid)
"""


def _index(level: str) -> migrations.AddIndex:
    held = models.Q(known_to__isnull=True) & ~models.Q(**{level: ""})
    return migrations.AddIndex(
        "leadsource",
        models.Index(
            fields=[level, "row"], name=f"source_{level}", include=["person", "batch", "due_at"], condition=held
        ),
    )


class Migration(migrations.Migration):
    dependencies = [("leads", "0019_when_answered")]
    operations = [
        migrations.AddField(
            "leadsource", "town", models.CharField(blank=True, default="", max_length=12), preserve_default=False
        ),
        migrations.AddField(
            "leadsource", "community", models.CharField(blank=True, default="", max_length=12), preserve_default=False
        ),
        migrations.AddField(
            "leadsource", "grid", models.CharField(blank=True, default="", max_length=24), preserve_default=False
        ),
        migrations.RunSQL(PLACE_ALL, migrations.RunSQL.noop),
        migrations.RunSQL(PLACE_SOURCE, PLACE_BACK),
        migrations.RemoveIndex("leadsource", "source_person"),
        migrations.AddIndex(
            "leadsource",
            models.Index(
                fields=["person"],
                name="source_person",
                include=["batch", "town", "due_at", "answered_at"],
                condition=models.Q(known_to__isnull=True),
            ),
        ),
        _index("town"),
        _index("community"),
        _index("grid"),
    ]
