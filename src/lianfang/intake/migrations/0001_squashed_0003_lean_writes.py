"""Lists as received: sources, batches, rows and their sealed contents."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

from lianfang.shared.migrating import CreateModels


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("intake", "0001_initial"),
        ("intake", "0002_again"),
        ("intake", "0003_lean_writes"),
    ]
    dependencies = [
        ("events", "0001_initial"),
        ("shared", "0001_squashed_0003_audit_waiting"),
    ]
    operations = [
        CreateModels(
            migrations.CreateModel(
                name="Source",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("name", models.CharField(max_length=80, unique=True)),
                    (
                        "kind",
                        models.CharField(
                            choices=[("pushed", "pushed"), ("declared", "declared"), ("door_to_door", "door to door"), ("letter", "letter")], max_length=12
                        ),
                    ),
                    ("headings", models.JSONField(default=dict)),
                    ("category", models.CharField(blank=True, max_length=40)),
                ],
            ),
            migrations.CreateModel(
                name="Batch",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("filename", models.CharField(max_length=255)),
                    ("sha256", models.CharField(max_length=64, unique=True)),
                    ("pushed_at", models.DateTimeField()),
                    ("received_at", models.DateTimeField()),
                    ("by", models.BigIntegerField()),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("received", "received"),
                                ("reading", "reading"),
                                ("opening", "opening"),
                                ("done", "done"),
                                ("failed", "failed"),
                                ("again", "being read again"),
                            ],
                            default="received",
                            max_length=10,
                        ),
                    ),
                    ("fault", models.JSONField(default=dict)),
                    ("rows", models.IntegerField(default=0)),
                    ("ready", models.IntegerField(default=0)),
                    ("warning", models.IntegerField(default=0)),
                    ("rejected", models.IntegerField(default=0)),
                    ("duplicate", models.IntegerField(default=0)),
                    ("opened_rows", models.IntegerField(default=0)),
                    ("layouts", models.JSONField(default=list)),
                    ("look_again_at", models.DateTimeField(null=True)),
                    ("event", models.ForeignKey(on_delete=models.PROTECT, related_name="batches", to="events.event")),
                    ("file", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="shared.storedfile")),
                    ("source", models.ForeignKey(on_delete=models.PROTECT, related_name="batches", to="intake.source")),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["pushed_at", "id"], name="batch_pushed"),
                        models.Index(condition=models.Q(("look_again_at__isnull", False)), fields=["look_again_at"], name="batch_due"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Row",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("seq", models.IntegerField()),
                    ("sheet", models.CharField(blank=True, max_length=60)),
                    ("row", models.IntegerField()),
                    ("outcome", models.CharField(max_length=10)),
                    ("reasons", ArrayField(base_field=models.CharField(max_length=30), default=list, size=None)),
                    ("remarks", ArrayField(base_field=models.CharField(max_length=30), default=list, size=None)),
                    ("duplicate_of", models.IntegerField(null=True)),
                    ("place", models.CharField(max_length=10)),
                    ("area", models.CharField(blank=True, max_length=12)),
                    ("candidates", ArrayField(base_field=models.CharField(max_length=12), default=list, size=None)),
                    ("place_reason", models.CharField(blank=True, max_length=40)),
                    ("known_from", models.DateTimeField()),
                    ("known_to", models.DateTimeField(null=True)),
                    (
                        "batch",
                        models.ForeignKey(db_constraint=False, db_index=False, on_delete=models.PROTECT, related_name="row_set", to="intake.batch"),
                    ),
                    ("replaced_by", models.OneToOneField(null=True, on_delete=models.PROTECT, related_name="replaces", to="intake.row")),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["batch", "outcome", "seq"], name="row_outcome"),
                    ],
                    "constraints": [
                        models.UniqueConstraint(fields=("batch", "seq"), name="row_once"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="RowContent",
                fields=[
                    (
                        "row",
                        models.OneToOneField(
                            db_constraint=False,
                            on_delete=models.CASCADE,
                            primary_key=True,
                            related_name="content",
                            serialize=False,
                            to="intake.row",
                        ),
                    ),
                    ("sealed", models.BinaryField()),
                ],
            ),
        ),
    ]
