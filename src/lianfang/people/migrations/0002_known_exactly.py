"""Who is known since some days is found by rows: pages would be held against every person of a middling scope."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0001_squashed_0009_needs_and_households")]
    operations = [
        migrations.RemoveIndex("person", "person_known"),
        migrations.AddIndex("person", models.Index(fields=["known_at"], name="person_known")),
    ]
