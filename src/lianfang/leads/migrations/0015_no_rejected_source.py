"""That no source is of a rejected row is told by an empty index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0014_person_unchecked")]
    operations = [
        migrations.AddIndex(
            "leadsource",
            models.Index(fields=["row"], name="source_rejected", condition=models.Q(outcome="rejected")),
        ),
    ]
