"""Staff of isolation sites."""

from django.db import migrations, models

ROLES = [
    "commander", "office", "data", "town", "community", "grid", "site", "inspector", "auditor", "system", "console",
]  # fmt: skip


class Migration(migrations.Migration):
    """A role of its own: it sees the sites it is posted to and nothing else."""

    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="staff",
            name="role",
            field=models.CharField(choices=[(role, role) for role in ROLES], max_length=12),
        ),
    ]
