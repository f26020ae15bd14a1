"""Zones with their areas, rounds, needs and moves."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

from lianfang.shared.fields import SealedTextField
from lianfang.shared.migrating import CreateModels


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("events", "0001_initial"),
        ("leads", "0001_squashed_0013_recognised_blocks"),
        ("risk", "0001_initial"),
    ]
    operations = [
        CreateModels(
            migrations.CreateModel(
                name="Zone",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("name", models.CharField(max_length=80)),
                    (
                        "kind",
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
                    (
                        "drawn_as",
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
                    ("state", models.CharField(choices=[("running", "running"), ("lifted", "lifted")], default="running", max_length=8)),
                    ("number", models.CharField(max_length=60, unique=True)),
                    ("issuer", models.CharField(max_length=80)),
                    ("text", models.TextField(blank=True)),
                    ("edition", models.CharField(max_length=40)),
                    ("households", models.IntegerField(default=0)),
                    ("people", models.IntegerField(default=0)),
                    ("starts_at", models.DateTimeField()),
                    ("last_new_at", models.DateTimeField()),
                    ("contacts_left_at", models.DateTimeField(null=True)),
                    ("contacts_document", models.CharField(blank=True, max_length=80)),
                    ("ends_at", models.DateTimeField(null=True)),
                    ("opened_by", models.BigIntegerField()),
                    ("known_at", models.DateTimeField()),
                    ("event", models.ForeignKey(on_delete=models.PROTECT, related_name="zones", to="events.event")),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["starts_at", "id"], name="zone_start"),
                        models.Index(fields=["last_new_at", "id"], name="zone_last_new"),
                        models.Index(fields=["name", "id"], name="zone_name"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="ZoneArea",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("place", ArrayField(base_field=models.CharField(max_length=80), size=None)),
                    ("name", models.CharField(max_length=240)),
                    ("town", models.CharField(blank=True, max_length=12)),
                    ("community", models.CharField(blank=True, max_length=12)),
                    ("grid", models.CharField(blank=True, max_length=24)),
                    ("compound", models.CharField(blank=True, max_length=80)),
                    ("building", models.CharField(blank=True, max_length=20)),
                    ("zone", models.ForeignKey(on_delete=models.PROTECT, related_name="areas", to="zones.zone")),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["town", "community", "grid"], name="zone_area_codes"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="ZoneMove",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("move", models.CharField(max_length=12)),
                    ("kind", models.CharField(blank=True, max_length=10)),
                    ("reason", SealedTextField(blank=True, null=True)),
                    ("document", models.CharField(blank=True, max_length=80)),
                    ("true_at", models.DateTimeField()),
                    ("known_at", models.DateTimeField()),
                    ("by", models.BigIntegerField()),
                    ("zone", models.ForeignKey(on_delete=models.PROTECT, related_name="moves", to="zones.zone")),
                ],
            ),
            migrations.CreateModel(
                name="ZoneNeed",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("medicine", "medicine"),
                                ("food", "food"),
                                ("dialysis", "dialysis"),
                                ("care", "care of a patient"),
                                ("baby", "for a small child"),
                                ("other", "other"),
                            ],
                            max_length=10,
                        ),
                    ),
                    ("what", SealedTextField(blank=True, null=True)),
                    ("door", SealedTextField(blank=True, null=True)),
                    (
                        "state",
                        models.CharField(
                            choices=[("asked", "asked"), ("taken", "taken on"), ("done", "done"), ("dropped", "not needed any more")],
                            default="asked",
                            max_length=8,
                        ),
                    ),
                    ("town", models.CharField(blank=True, max_length=12)),
                    ("community", models.CharField(blank=True, max_length=12)),
                    ("grid", models.CharField(blank=True, max_length=24)),
                    ("asked_at", models.DateTimeField()),
                    ("due_at", models.DateTimeField()),
                    ("asked_by", models.BigIntegerField()),
                    ("taken_by", models.BigIntegerField(null=True)),
                    ("done_at", models.DateTimeField(null=True)),
                    ("done_by", models.BigIntegerField(null=True)),
                    ("zone", models.ForeignKey(on_delete=models.PROTECT, related_name="needs", to="zones.zone")),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["due_at", "id"], name="need_due"),
                        models.Index(
                            condition=models.Q(("state__in", ("asked", "taken"))),
                            fields=["due_at", "id"],
                            include=("town", "community", "grid"),
                            name="need_open",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="ZoneRound",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("on", models.DateField()),
                    ("state", models.CharField(choices=[("planned", "planned"), ("done", "done"), ("dropped", "dropped")], default="planned", max_length=8)),
                    ("expected", models.IntegerField(default=0)),
                    ("sampled", models.IntegerField(default=0)),
                    ("tested", models.IntegerField(default=0)),
                    ("positive", models.IntegerField(default=0)),
                    ("planned_by_rule", models.BooleanField(default=True)),
                    ("counted_at", models.DateTimeField(null=True)),
                    ("zone", models.ForeignKey(on_delete=models.PROTECT, related_name="rounds", to="zones.zone")),
                ],
                options={
                    "indexes": [
                        models.Index(condition=models.Q(("state", "planned")), fields=["on", "id"], name="round_day"),
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("positive__lte", models.F("tested")), ("tested__lte", models.F("sampled"))), name="round_counts_fit"
                        ),
                        models.UniqueConstraint(condition=models.Q(("state", "dropped"), _negated=True), fields=("zone", "on"), name="round_once_a_day"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="RoundCount",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("expected", models.IntegerField()),
                    ("sampled", models.IntegerField()),
                    ("tested", models.IntegerField()),
                    ("positive", models.IntegerField()),
                    ("known_at", models.DateTimeField()),
                    ("by", models.BigIntegerField()),
                    ("round", models.ForeignKey(on_delete=models.PROTECT, related_name="counts", to="zones.zoneround")),
                ],
            ),
            migrations.CreateModel(
                name="Exposure",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("kind", models.CharField(choices=[("control", "to be controlled"), ("ask", "to be asked"), ("lives", "lives inside")], max_length=8)),
                    ("how", models.CharField(max_length=10)),
                    ("level", models.CharField(max_length=10)),
                    ("measure", models.CharField(blank=True, max_length=12)),
                    ("anchor", models.DateTimeField()),
                    ("until", models.DateTimeField(null=True)),
                    (
                        "state",
                        models.CharField(
                            choices=[("waiting", "waiting"), ("ordered", "ordered"), ("dismissed", "dismissed"), ("obsolete", "obsolete")],
                            default="waiting",
                            max_length=10,
                        ),
                    ),
                    ("town", models.CharField(blank=True, max_length=12)),
                    ("community", models.CharField(blank=True, max_length=12)),
                    ("grid", models.CharField(blank=True, max_length=24)),
                    ("found_at", models.DateTimeField()),
                    ("settled_at", models.DateTimeField(null=True)),
                    ("settled_by", models.BigIntegerField(null=True)),
                    ("reason", SealedTextField(blank=True, null=True)),
                    ("lead", models.ForeignKey(on_delete=models.PROTECT, related_name="exposures", to="leads.lead")),
                    ("notice", models.ForeignKey(db_index=False, null=True, on_delete=models.PROTECT, related_name="+", to="risk.risknotice")),
                    ("spell", models.ForeignKey(on_delete=models.PROTECT, related_name="exposures", to="risk.riskspell")),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["found_at", "id"], name="exposure_found"),
                        models.Index(fields=["anchor", "id"], name="exposure_anchor"),
                        models.Index(
                            condition=models.Q(("state", "waiting")), fields=["found_at", "id"], include=("town", "community", "grid"), name="exposure_waiting"
                        ),
                    ],
                    "constraints": [
                        models.UniqueConstraint(condition=models.Q(("state", "waiting")), fields=("lead",), name="exposure_one_waiting"),
                    ],
                },
            ),
        ),
    ]
