"""Rows of lists are found by the answer of their lead and by their deadline, which no import waits for."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leads', '0017_what_figures_ask'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='leadsource',
            index=models.Index(condition=models.Q(('known_to__isnull', True), models.Q(('answer', ''), _negated=True)), fields=['answer'], name='source_answer'),
        ),
        migrations.AddIndex(
            model_name='leadsource',
            index=BrinIndex(autosummarize=True, fields=['due_at'], name='source_due'),
        ),
    ]
