"""Rows of lists are found by the answer of their lead and by their deadline, which no import waits for.

Which row has no answer at a moment stands in one stretch of an index, as with leads.
"""

from django.contrib.postgres.indexes import BrinIndex
from django.db import migrations, models

UNTIL = """
CREATE INDEX source_until ON leads_leadsource (coalesce(answered_at, 'infinity'::timestamptz));
ANALYZE leads_leadsource;
"""


class Migration(migrations.Migration):
    dependencies = [("leads", "0017_what_figures_ask")]
    operations = [
        migrations.RemoveIndex("leadsource", "source_answered"),
        migrations.AddIndex(
            "leadsource",
            models.Index(
                fields=["answered_at"],
                name="source_answered",
                condition=models.Q(known_to__isnull=True) & models.Q(answered_at__isnull=False),
            ),
        ),
        migrations.RunSQL(UNTIL, "DROP INDEX source_until"),
        migrations.AddIndex(
            "leadsource",
            models.Index(
                fields=["answer"],
                name="source_answer",
                condition=models.Q(known_to__isnull=True) & ~models.Q(answer=""),
            ),
        ),
        migrations.AddIndex("leadsource", BrinIndex(fields=["due_at"], name="source_due", autosummarize=True)),
    ]
