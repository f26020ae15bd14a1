"""Only rows that replace another are in the index that says each is replaced once: a list brings none of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_squashed_0003_lean_writes")]
    operations = [
        migrations.AlterField(
            "row",
            "replaced_by",
            models.ForeignKey(db_index=False, null=True, on_delete=models.PROTECT, related_name="replaces", to="intake.row"),
        ),
        migrations.AddConstraint(
            "row",
            models.UniqueConstraint(
                condition=models.Q(("replaced_by__isnull", False)), fields=("replaced_by",), name="row_replaces_one"
            ),
        ),
    ]
