"""The person of a lead is found or made before it, and never deleted: the server does not look for it again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0001_squashed_0013_recognised_blocks"),
        ("people", "0001_squashed_0009_needs_and_households"),
    ]
    operations = [
        migrations.AlterField(
            "lead",
            "person",
            models.ForeignKey(db_constraint=False, on_delete=models.PROTECT, related_name="leads", to="people.person"),
        ),
    ]
