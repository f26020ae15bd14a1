"""The outbreaks and alerts that lists, leads and orders belong to."""

from django.db import migrations, models

from lianfang.shared.migrating import CreateModels


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        CreateModels(
            migrations.CreateModel(
                name="Event",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("name", models.CharField(max_length=80, unique=True)),
                    ("kind", models.CharField(choices=[("outbreak", "outbreak"), ("alert", "alert"), ("routine", "routine")], max_length=10)),
                    ("opened_at", models.DateTimeField()),
                    ("closed_at", models.DateTimeField(blank=True, null=True)),
                    ("is_default", models.BooleanField(default=False)),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(condition=models.Q(("is_default", True)), fields=("is_default",), name="event_one_default"),
                    ],
                },
            ),
        ),
    ]
