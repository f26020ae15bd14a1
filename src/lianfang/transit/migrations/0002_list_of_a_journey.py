"""A journey's register is one list."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("transit", "0001_initial"), ("intake", "0001_squashed_0003_lean_writes")]
    operations = [
        migrations.AddField(
            "journey",
            "batch",
            models.ForeignKey(
                null=True, db_index=False, on_delete=models.PROTECT, related_name="+", to="intake.batch"
            ),
        ),
    ]
