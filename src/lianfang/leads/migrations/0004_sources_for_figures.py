"""What figures read of a source: the row's outcome and deadline, and the lead's answer held true now."""

from django.db import migrations, models

FILL = """
UPDATE leads_leadsource s SET outcome = r.outcome, due_at = l.due_at
FROM intake_row r, leads_lead l WHERE r.id = s.row_id AND l.id = s.lead_id;
UPDATE leads_leadsource s SET answered_at = a.answered_at, answer = a.outcome
FROM leads_leadanswer a WHERE a.lead_id = s.lead_id AND a.known_to IS NULL;
SET CONSTRAINTS ALL IMMEDIATE;
"""
# A new source of a lead that is answered already bears its answer.
SOURCE_ANSWER = """
CREATE FUNCTION leads_source_answer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE leads_leadsource s SET answered_at = a.answered_at, answer = a.outcome
    FROM fresh, leads_leadanswer a
    WHERE s.id = fresh.id AND a.lead_id = fresh.lead_id AND a.known_to IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER source_answer AFTER INSERT ON leads_leadsource
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION leads_source_answer();
"""
# An answer that is given, replaced or taken back reaches the sources of its lead.
ANSWER_SOURCE = """
CREATE FUNCTION leads_answer_source() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE leads_leadsource s SET answered_at = a.answered_at, answer = coalesce(a.outcome, '')
    FROM (SELECT DISTINCT lead_id FROM fresh) f
    LEFT JOIN leads_leadanswer a ON a.lead_id = f.lead_id AND a.known_to IS NULL
    WHERE s.lead_id = f.lead_id;
    RETURN NULL;
END $$;
CREATE TRIGGER answer_source AFTER INSERT ON leads_leadanswer
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION leads_answer_source();
CREATE TRIGGER answer_source_again AFTER UPDATE ON leads_leadanswer
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION leads_answer_source();
"""
BACK = """
DROP TRIGGER answer_source_again ON leads_leadanswer;
DROP TRIGGER answer_source ON leads_leadanswer;
DROP FUNCTION leads_answer_source();
DROP TRIGGER source_answer ON leads_leadsource;
DROP FUNCTION leads_source_answer();
"""


class Migration(migrations.Migration):

    dependencies = [("leads", "0003_lean_indexes"), ("intake", "0002_again")]

    operations = [
        migrations.AddField("leadsource", "outcome", models.CharField(max_length=10, default=""), preserve_default=False),
        migrations.AddField("leadsource", "due_at", models.DateTimeField(null=True)),
        migrations.AddField("leadsource", "answered_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "leadsource", "answer", models.CharField(max_length=16, blank=True, default=""), preserve_default=False
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField("leadsource", "due_at", models.DateTimeField()),
        migrations.AddIndex("leadsource", models.Index(fields=["person"], name="source_person")),
        migrations.AddIndex(
            "leadsource",
            models.Index(
                fields=["answered_at"], name="source_answered", condition=models.Q(("known_to__isnull", True))
            ),
        ),
        migrations.RunSQL(SOURCE_ANSWER + ANSWER_SOURCE, BACK),
    ]
