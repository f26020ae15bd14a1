"""Risk areas: notices, levels of places in their time, and refused lines."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models

from lianfang.shared.fields import SealedTextField
from lianfang.shared.migrating import CreateModels


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("shared", "0001_squashed_0003_audit_waiting"),
    ]
    operations = [
        BtreeGistExtension(),
        CreateModels(
            migrations.CreateModel(
                name="RiskNotice",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("kind", models.CharField(choices=[("sheet", "sheet"), ("typed", "typed"), ("zone", "zone")], max_length=6)),
                    ("source", models.CharField(max_length=80)),
                    ("document", models.CharField(blank=True, max_length=120)),
                    ("published_at", models.DateTimeField()),
                    ("known_at", models.DateTimeField()),
                    ("by", models.BigIntegerField()),
                    ("whole", models.BooleanField(default=False)),
                    ("filename", models.CharField(blank=True, max_length=255)),
                    ("sha256", models.CharField(max_length=64, null=True, unique=True)),
                    ("rows", models.IntegerField(default=0)),
                    ("changed", models.IntegerField(default=0)),
                    ("unchanged", models.IntegerField(default=0)),
                    ("refused", models.IntegerField(default=0)),
                    ("places", ArrayField(base_field=models.CharField(max_length=320), default=list, size=None)),
                    ("file", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="shared.storedfile")),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["published_at", "id"], name="risk_notice_published"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="RefusedLine",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("sheet", models.CharField(blank=True, max_length=60)),
                    ("row", models.IntegerField()),
                    ("cells", SealedTextField(blank=True, null=True)),
                    ("reasons", ArrayField(base_field=models.CharField(max_length=30), size=None)),
                    ("settled_at", models.DateTimeField(null=True)),
                    ("settled_by", models.BigIntegerField(null=True)),
                    ("notice", models.ForeignKey(on_delete=models.PROTECT, related_name="refused_lines", to="risk.risknotice")),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("notice", "sheet", "row"), name="risk_line_once"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="RiskSpell",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("place", ArrayField(base_field=models.CharField(max_length=80), size=None)),
                    ("key", models.CharField(db_collation="C", max_length=320)),
                    ("county", models.CharField(max_length=6)),
                    ("town", models.CharField(blank=True, max_length=12)),
                    ("community", models.CharField(blank=True, max_length=12)),
                    ("grain", models.CharField(max_length=10)),
                    ("name", models.CharField(db_collation="C", max_length=240)),
                    (
                        "grade",
                        models.CharField(
                            choices=[
                                ("high", "high risk"),
                                ("medium", "medium risk"),
                                ("low", "low risk"),
                                ("ungraded", "cases, not graded"),
                                ("lockdown", "locked down"),
                                ("control", "under control"),
                                ("precaution", "under precaution"),
                            ],
                            max_length=10,
                        ),
                    ),
                    ("starts_at", models.DateTimeField()),
                    ("ends_at", models.DateTimeField(null=True)),
                    ("known_from", models.DateTimeField()),
                    ("known_to", models.DateTimeField(null=True)),
                    ("by", models.BigIntegerField()),
                    ("ended_by", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="ended", to="risk.risknotice")),
                    ("notice", models.ForeignKey(on_delete=models.PROTECT, related_name="spells", to="risk.risknotice")),
                ],
                options={
                    "indexes": [
                        models.Index(condition=models.Q(("known_to__isnull", True)), fields=["starts_at", "id"], name="risk_start"),
                        models.Index(condition=models.Q(("known_to__isnull", True)), fields=["name", "id"], name="risk_name"),
                        models.Index(fields=["county", "id"], name="risk_county"),
                    ],
                    "constraints": [
                        ExclusionConstraint(
                            condition=models.Q(("known_to__isnull", True)),
                            expressions=[("key", "="), (models.Func("starts_at", "ends_at", function="tstzrange"), "&&")],
                            name="risk_one_grade_at_a_time",
                        ),
                    ],
                },
            ),
        ),
    ]
