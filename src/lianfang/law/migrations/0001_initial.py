"""Local orders and how they came to be signed."""

from django.db import migrations, models

from lianfang.shared.migrating import CreateModels


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        CreateModels(
            migrations.CreateModel(
                name="LocalOrder",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("edition", models.CharField(blank=True, max_length=40)),
                    ("title", models.CharField(blank=True, max_length=200)),
                    ("document", models.CharField(blank=True, max_length=80)),
                    ("text", models.TextField()),
                    ("digest", models.CharField(max_length=64)),
                    ("sound", models.BooleanField(default=False)),
                    (
                        "state",
                        models.CharField(
                            choices=[("draft", "draft"), ("half", "half"), ("signed", "signed"), ("withdrawn", "withdrawn")], default="draft", max_length=10
                        ),
                    ),
                    ("begins_at", models.DateTimeField(null=True)),
                    ("effective_at", models.DateTimeField(null=True)),
                    ("drafted_at", models.DateTimeField()),
                    ("drafted_by", models.BigIntegerField()),
                    ("edited_at", models.DateTimeField()),
                    ("proposed_at", models.DateTimeField(null=True)),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["edited_at", "id"], name="local_order_edited"),
                        models.Index(fields=["state", "effective_at"], name="local_order_state"),
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("effective_at__isnull", False), ("state", "signed")), models.Q(("state", "signed"), _negated=True), _connector="OR"
                            ),
                            name="local_order_has_its_hour",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="LocalOrderMove",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("move", models.CharField(max_length=12)),
                    ("text", models.TextField(blank=True)),
                    ("digest", models.CharField(max_length=64)),
                    ("reason", models.CharField(blank=True, max_length=200)),
                    ("at", models.DateTimeField()),
                    ("by", models.BigIntegerField()),
                    ("order", models.ForeignKey(on_delete=models.PROTECT, related_name="moves", to="law.localorder")),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["move", "id"], name="local_order_move"),
                    ],
                },
            ),
        ),
    ]
