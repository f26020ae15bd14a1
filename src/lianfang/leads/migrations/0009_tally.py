"""The board counts from a tally, and what waits has indexes of its own instead of one over all states."""

from django.db import migrations, models

FILL = """
INSERT INTO leads_leadtally (town, community, grid, state, number)
SELECT town, community, grid, state, count(*) FROM leads_lead GROUP BY 1, 2, 3, 4;
"""
# A row for what a statement changed: an answered lead of a grid is one open less and one answered more.
TALLY = """
CREATE FUNCTION leads_tally_more() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO leads_leadtally (town, community, grid, state, number)
    SELECT town, community, grid, state, count(*) FROM fresh GROUP BY 1, 2, 3, 4;
    RETURN NULL;
END $$;
CREATE FUNCTION leads_tally_less() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO leads_leadtally (town, community, grid, state, number)
    SELECT town, community, grid, state, -count(*) FROM gone GROUP BY 1, 2, 3, 4;
    RETURN NULL;
END $$;
CREATE FUNCTION leads_tally_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO leads_leadtally (town, community, grid, state, number)
    SELECT town, community, grid, state, sum(number) FROM (
        SELECT town, community, grid, state, 1 AS number FROM fresh
        UNION ALL
        SELECT town, community, grid, state, -1 FROM gone
    ) moved
    GROUP BY 1, 2, 3, 4 HAVING sum(number) <> 0;
    RETURN NULL;
END $$;
CREATE TRIGGER lead_tally_more AFTER INSERT ON leads_lead
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION leads_tally_more();
CREATE TRIGGER lead_tally_less AFTER DELETE ON leads_lead
REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION leads_tally_less();
CREATE TRIGGER lead_tally_moved AFTER UPDATE ON leads_lead
REFERENCING NEW TABLE AS fresh OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION leads_tally_moved();
"""
BACK = """
DROP TRIGGER lead_tally_moved ON leads_lead;
DROP TRIGGER lead_tally_less ON leads_lead;
DROP TRIGGER lead_tally_more ON leads_lead;
DROP FUNCTION leads_tally_moved();
DROP FUNCTION leads_tally_less();
DROP FUNCTION leads_tally_more();
"""
OPEN = models.Q(("state", "open"))
HELD = models.Q(("holder", "office"))
ANSWERED = models.Q(("state", "answered"))


class Migration(migrations.Migration):

    dependencies = [("leads", "0008_sealed_texts")]

    operations = [
        migrations.CreateModel(
            "LeadTally",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("town", models.CharField(blank=True, max_length=12)),
                ("community", models.CharField(blank=True, max_length=12)),
                ("grid", models.CharField(blank=True, max_length=24)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "open"), ("answered", "answered"), ("closed", "closed")], max_length=8
                    ),
                ),
                ("number", models.IntegerField()),
            ],
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(TALLY, BACK),
        migrations.RemoveIndex("lead", "lead_state_due"),
        migrations.AddIndex(
            "lead",
            models.Index(
                condition=OPEN, fields=["due_at", "id"], include=("town", "community", "grid"), name="lead_open"
            ),
        ),
        migrations.AddIndex("lead", models.Index(condition=HELD, fields=["state", "due_at", "id"], name="lead_held")),
        migrations.AddIndex(
            "lead",
            models.Index(
                condition=ANSWERED,
                fields=["due_at", "id"],
                include=("outcome", "town", "community", "grid"),
                name="lead_answered",
            ),
        ),
        migrations.RemoveIndex("doubtfulpair", "pair_waiting"),
        migrations.AddIndex(
            "doubtfulpair",
            models.Index(condition=models.Q(("answer", "")), fields=["-score", "id"], name="pair_waiting"),
        ),
        migrations.AddIndex("transferletter", models.Index(fields=["made_at", "id"], name="letter_made")),
        migrations.AddIndex(
            "transferletter",
            models.Index(condition=models.Q(("state", "draft")), fields=["made_at", "id"], name="letter_draft"),
        ),
    ]
