"""Isolation sites: rooms, beds, stays, staff and their rounds."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import migrations, models

from lianfang.shared.fields import SealedTextField
from lianfang.shared.migrating import CreateModels


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("orders", "0001_squashed_0012_spell_category"),
        ("people", "0001_squashed_0009_needs_and_households"),
    ]
    operations = [
        CreateModels(
            migrations.CreateModel(
                name="Site",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("name", models.CharField(max_length=60, unique=True)),
                    ("address", models.CharField(blank=True, max_length=120)),
                    ("town", models.CharField(blank=True, max_length=12)),
                    ("community", models.CharField(blank=True, max_length=12)),
                    ("grid", models.CharField(blank=True, max_length=24)),
                    ("contact", models.CharField(blank=True, max_length=60)),
                    ("phone", models.BinaryField(null=True)),
                    ("kitchen", models.CharField(blank=True, max_length=60)),
                    (
                        "state",
                        models.CharField(
                            choices=[("reserve", "in reserve"), ("active", "in use"), ("withdrawn", "no longer a site")], default="reserve", max_length=10
                        ),
                    ),
                    ("state_since", models.DateTimeField()),
                    ("checked_at", models.DateTimeField(null=True)),
                    ("passed", models.BooleanField(default=False)),
                    ("remark", models.CharField(blank=True, max_length=120)),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["state", "id"], name="site_state"),
                        models.Index(fields=["town", "id"], name="site_town"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Posting",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("staff_id", models.BigIntegerField(null=True)),
                    ("name", models.CharField(max_length=60)),
                    (
                        "post",
                        models.CharField(
                            choices=[
                                ("head", "head of the site"),
                                ("nurse", "nurse"),
                                ("doctor", "doctor"),
                                ("police", "police"),
                                ("service", "service"),
                                ("cleaner", "cleaning"),
                            ],
                            max_length=10,
                        ),
                    ),
                    ("phone", models.BinaryField(null=True)),
                    ("starts_at", models.DateTimeField()),
                    ("ended_at", models.DateTimeField(null=True)),
                    ("tested_at", models.DateTimeField(null=True)),
                    ("by", models.BigIntegerField()),
                    ("site", models.ForeignKey(on_delete=models.PROTECT, related_name="postings", to="isolation.site")),
                ],
                options={
                    "indexes": [
                        models.Index(condition=models.Q(("ended_at__isnull", True)), fields=["staff_id"], name="posting_staff"),
                        models.Index(fields=["name", "id"], name="posting_name"),
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("ended_at__isnull", True), ("staff_id__isnull", False)), fields=("site", "staff_id"), name="posting_once"
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Room",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("building", models.CharField(blank=True, max_length=20)),
                    ("floor", models.SmallIntegerField()),
                    ("number", models.CharField(max_length=20)),
                    (
                        "use",
                        models.CharField(
                            choices=[("resident", "for residents"), ("staff", "for staff"), ("store", "for supplies")], default="resident", max_length=10
                        ),
                    ),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("free", "free"),
                                ("occupied", "occupied"),
                                ("dirty", "to be cleaned"),
                                ("cleaning", "being cleaned"),
                                ("out", "out of use"),
                            ],
                            default="free",
                            max_length=10,
                        ),
                    ),
                    ("state_since", models.DateTimeField()),
                    ("remark", models.CharField(blank=True, max_length=80)),
                    ("site", models.ForeignKey(on_delete=models.PROTECT, related_name="rooms", to="isolation.site")),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["site", "building", "floor", "number", "id"], name="room_place"),
                        models.Index(
                            condition=models.Q(("state", "free"), ("use", "resident")), fields=["site", "building", "floor", "number", "id"], name="room_free"
                        ),
                        models.Index(fields=["state", "state_since", "id"], name="room_state"),
                    ],
                    "constraints": [
                        models.UniqueConstraint(fields=("site", "building", "number"), name="room_once"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Bed",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("label", models.CharField(max_length=10)),
                    ("room", models.ForeignKey(on_delete=models.PROTECT, related_name="beds", to="isolation.room")),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("room", "label"), name="bed_once"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="RoomMove",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("move", models.CharField(max_length=16)),
                    ("reason", models.CharField(blank=True, max_length=200)),
                    ("true_at", models.DateTimeField()),
                    ("known_at", models.DateTimeField()),
                    ("by", models.BigIntegerField()),
                    ("room", models.ForeignKey(on_delete=models.PROTECT, related_name="moves", to="isolation.room")),
                ],
            ),
            migrations.CreateModel(
                name="Shift",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("starts_at", models.DateTimeField()),
                    ("ends_at", models.DateTimeField()),
                    ("posting", models.ForeignKey(on_delete=models.CASCADE, related_name="shifts", to="isolation.posting")),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("posting", "starts_at"), name="shift_once"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Round",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("day", models.DateField()),
                    (
                        "kind",
                        models.CharField(
                            choices=[("patrol", "patrol"), ("measure", "measurement"), ("disinfect", "disinfection"), ("report", "daily report")], max_length=10
                        ),
                    ),
                    ("seq", models.SmallIntegerField()),
                    ("opens_at", models.DateTimeField()),
                    ("closes_at", models.DateTimeField()),
                    ("done_at", models.DateTimeField(null=True)),
                    ("done_by", models.BigIntegerField(null=True)),
                    ("done_name", models.CharField(blank=True, max_length=60)),
                    ("note", SealedTextField(blank=True, null=True)),
                    ("site", models.ForeignKey(on_delete=models.PROTECT, related_name="rounds", to="isolation.site")),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["opens_at", "id"], name="round_opens"),
                        models.Index(condition=models.Q(("done_at__isnull", True)), fields=["closes_at", "id"], name="round_waits"),
                    ],
                    "constraints": [
                        models.UniqueConstraint(fields=("site", "day", "kind", "seq"), name="round_once"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="EnvironmentSample",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("spot", models.CharField(blank=True, max_length=80)),
                    ("taken_at", models.DateTimeField()),
                    ("taken_by", models.BigIntegerField()),
                    (
                        "result",
                        models.CharField(
                            choices=[("pending", "with the laboratory"), ("negative", "negative"), ("positive", "positive")], default="pending", max_length=10
                        ),
                    ),
                    ("result_at", models.DateTimeField(null=True)),
                    ("result_by", models.BigIntegerField(null=True)),
                    ("room", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="samples", to="isolation.room")),
                    ("site", models.ForeignKey(on_delete=models.PROTECT, related_name="samples", to="isolation.site")),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["room", "taken_at"], name="sample_room"),
                        models.Index(fields=["taken_at", "id"], name="sample_at"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="SiteCheck",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("answers", models.JSONField()),
                    ("faults", models.IntegerField()),
                    ("remark", models.CharField(blank=True, max_length=200)),
                    ("inspector", models.CharField(max_length=60)),
                    ("done_at", models.DateTimeField()),
                    ("known_at", models.DateTimeField()),
                    ("by", models.BigIntegerField()),
                    ("site", models.ForeignKey(on_delete=models.PROTECT, related_name="checks", to="isolation.site")),
                ],
            ),
            migrations.CreateModel(
                name="SiteMove",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("move", models.CharField(max_length=12)),
                    ("document", models.CharField(blank=True, max_length=80)),
                    ("reason", models.CharField(blank=True, max_length=200)),
                    ("true_at", models.DateTimeField()),
                    ("known_at", models.DateTimeField()),
                    ("by", models.BigIntegerField()),
                    ("site", models.ForeignKey(on_delete=models.PROTECT, related_name="moves", to="isolation.site")),
                ],
            ),
            migrations.CreateModel(
                name="SiteReport",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("day", models.DateField()),
                    ("facts", models.JSONField()),
                    ("remark", SealedTextField(blank=True, null=True)),
                    ("made_at", models.DateTimeField()),
                    ("made_by", models.BigIntegerField()),
                    ("made_name", models.CharField(max_length=60)),
                    ("site", models.ForeignKey(on_delete=models.PROTECT, related_name="reports", to="isolation.site")),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["site", "-day", "-id"], name="site_report_day"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="StaffTest",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("sampled_at", models.DateTimeField()),
                    ("result", models.CharField(blank=True, max_length=12)),
                    ("known_at", models.DateTimeField()),
                    ("by", models.BigIntegerField()),
                    ("posting", models.ForeignKey(on_delete=models.PROTECT, related_name="tests", to="isolation.posting")),
                ],
            ),
            migrations.CreateModel(
                name="Stay",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("pinyin", models.CharField(max_length=240)),
                    ("period", DateTimeRangeField()),
                    ("starts_at", models.DateTimeField()),
                    ("ended_at", models.DateTimeField(null=True)),
                    (
                        "ended_by",
                        models.CharField(
                            blank=True,
                            choices=[("moved", "moved"), ("released", "released"), ("left", "left"), ("died", "died"), ("cancelled", "cancelled")],
                            max_length=10,
                        ),
                    ),
                    ("with_family", models.BooleanField(default=False)),
                    ("reason", SealedTextField(blank=True, null=True)),
                    ("diet", models.CharField(default="ordinary", max_length=12)),
                    ("needs", SealedTextField(blank=True, null=True)),
                    ("by", models.BigIntegerField()),
                    ("bed", models.ForeignKey(on_delete=models.PROTECT, related_name="stays", to="isolation.bed")),
                    ("order", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="orders.order")),
                    ("person", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="people.person")),
                    ("room", models.ForeignKey(on_delete=models.PROTECT, related_name="stays", to="isolation.room")),
                    ("site", models.ForeignKey(on_delete=models.PROTECT, related_name="stays", to="isolation.site")),
                    ("stage", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="orders.stage")),
                ],
                options={
                    "indexes": [
                        models.Index(condition=models.Q(("ended_at__isnull", True)), fields=["site", "pinyin", "id"], name="stay_here"),
                        models.Index(fields=["starts_at", "id"], name="stay_start"),
                        models.Index(fields=["pinyin", "id"], name="stay_pinyin"),
                        models.Index(condition=models.Q(("ended_at__isnull", True)), fields=["order"], name="stay_of_order"),
                    ],
                    "constraints": [
                        ExclusionConstraint(expressions=[("bed", "="), ("period", "&&")], name="stay_bed_once"),
                        ExclusionConstraint(expressions=[("person", "="), ("period", "&&")], name="stay_nobody_twice"),
                        ExclusionConstraint(
                            condition=models.Q(("with_family", False)), expressions=[("room", "="), ("period", "&&")], name="stay_one_person_one_room"
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Waste",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("handed_at", models.DateTimeField()),
                    ("bags", models.IntegerField()),
                    ("grams", models.IntegerField()),
                    ("given_by", models.CharField(max_length=60)),
                    ("taken_by", models.CharField(max_length=60)),
                    ("firm", models.CharField(blank=True, max_length=80)),
                    ("known_at", models.DateTimeField()),
                    ("by", models.BigIntegerField()),
                    ("site", models.ForeignKey(on_delete=models.PROTECT, related_name="waste", to="isolation.site")),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["handed_at", "id"], name="waste_at"),
                    ],
                },
            ),
        ),
    ]
