"""Signed reports and the figures in them."""

from django.db import migrations, models

from lianfang.shared.migrating import CreateModels


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        CreateModels(
            migrations.CreateModel(
                name="Report",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("kind", models.CharField(max_length=20)),
                    ("day", models.DateField()),
                    ("cut_at", models.DateTimeField()),
                    ("known_at", models.DateTimeField()),
                    ("signed_by", models.BigIntegerField()),
                    ("signed_name", models.CharField(max_length=60)),
                    ("text", models.TextField()),
                    ("supersedes", models.OneToOneField(null=True, on_delete=models.PROTECT, related_name="superseded_by", to="figures.report")),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["kind", "day", "id"], name="report_day"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="ReportFigure",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("path", models.CharField(max_length=120)),
                    ("count", models.BigIntegerField()),
                    ("digest", models.CharField(max_length=64)),
                    ("report", models.ForeignKey(on_delete=models.PROTECT, related_name="figures", to="figures.report")),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("report", "path"), name="report_figure_once"),
                    ],
                },
            ),
        ),
    ]
