"""People on lists are counted from an index alone."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("leads", "0004_sources_for_figures")]

    operations = [
        migrations.RemoveIndex("leadsource", "source_person"),
        migrations.AddIndex(
            "leadsource",
            models.Index(
                condition=models.Q(("known_to__isnull", True)),
                fields=["person"],
                include=("batch",),
                name="source_person",
            ),
        ),
    ]
