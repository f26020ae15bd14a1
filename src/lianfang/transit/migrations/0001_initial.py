"""Point to point: arrivals, vehicles, journeys and hand-over."""

from django.db import migrations, models

from lianfang.shared.fields import SealedTextField
from lianfang.shared.migrating import CreateModels


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("isolation", "0001_initial"),
        ("leads", "0001_squashed_0013_recognised_blocks"),
        ("people", "0001_squashed_0009_needs_and_households"),
    ]
    operations = [
        CreateModels(
            migrations.CreateModel(
                name="Vehicle",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("plate", models.CharField(max_length=12, unique=True)),
                    ("seats", models.IntegerField()),
                    ("driver", models.CharField(max_length=60)),
                    ("phone", models.BinaryField(null=True)),
                    ("in_use", models.BooleanField(default=True)),
                ],
            ),
            migrations.CreateModel(
                name="Journey",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("kind", models.CharField(choices=[("train", "train"), ("coach", "coach"), ("flight", "flight"), ("car", "car")], max_length=8)),
                    ("number", models.CharField(max_length=20)),
                    ("from_place", models.CharField(blank=True, max_length=60)),
                    ("station", models.CharField(max_length=40)),
                    ("town", models.CharField(blank=True, max_length=12)),
                    (
                        "way",
                        models.CharField(
                            choices=[("station", "sampled at the station, driven after the result"), ("fetched", "fetched by a task force")],
                            default="station",
                            max_length=8,
                        ),
                    ),
                    ("force", models.CharField(blank=True, max_length=60)),
                    ("expected_at", models.DateTimeField()),
                    ("people", models.IntegerField(default=0)),
                    (
                        "state",
                        models.CharField(
                            choices=[("expected", "expected"), ("arrived", "arrived"), ("cancelled", "cancelled")], default="expected", max_length=10
                        ),
                    ),
                    ("arrived_at", models.DateTimeField(null=True)),
                    ("by", models.BigIntegerField()),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["expected_at", "id"], name="journey_expected"),
                    ],
                    "constraints": [
                        models.UniqueConstraint(fields=("number", "station", "expected_at"), name="journey_once"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Ride",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("town", models.CharField(blank=True, max_length=12)),
                    ("community", models.CharField(blank=True, max_length=12)),
                    ("grid", models.CharField(blank=True, max_length=24)),
                    (
                        "state",
                        models.CharField(
                            choices=[("loading", "loading"), ("underway", "under way"), ("received", "received")], default="loading", max_length=10
                        ),
                    ),
                    ("opened_at", models.DateTimeField()),
                    ("departed_at", models.DateTimeField(null=True)),
                    ("given_by", models.CharField(blank=True, max_length=60)),
                    ("sent", models.IntegerField(default=0)),
                    ("received_at", models.DateTimeField(null=True)),
                    ("taken_by", models.CharField(blank=True, max_length=60)),
                    ("taken_id", models.BigIntegerField(null=True)),
                    ("received", models.IntegerField(default=0)),
                    ("by", models.BigIntegerField()),
                    ("site", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="isolation.site")),
                    ("vehicle", models.ForeignKey(on_delete=models.PROTECT, related_name="rides", to="transit.vehicle")),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["opened_at", "id"], name="ride_opened"),
                    ],
                    "constraints": [
                        models.UniqueConstraint(condition=models.Q(("state", "received"), _negated=True), fields=("vehicle",), name="ride_one_at_a_time"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="WaitingPlace",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("station", models.CharField(max_length=40)),
                    ("name", models.CharField(max_length=40)),
                    ("town", models.CharField(blank=True, max_length=12)),
                    ("holds", models.IntegerField()),
                    ("heated", models.BooleanField(default=False)),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("station", "name"), name="waiting_place_once"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Arrival",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("pinyin", models.CharField(max_length=240)),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("registered", "registered"),
                                ("sampled", "sampled, waits for the result"),
                                ("cleared", "negative, waits for a vehicle"),
                                ("positive", "positive, to hospital"),
                                ("underway", "under way"),
                                ("received", "handed over at the door"),
                                ("hospital", "in hospital"),
                                ("left", "gone on without us"),
                            ],
                            default="registered",
                            max_length=12,
                        ),
                    ),
                    ("state_since", models.DateTimeField()),
                    ("registered_at", models.DateTimeField()),
                    ("sampled_at", models.DateTimeField(null=True)),
                    ("result_at", models.DateTimeField(null=True)),
                    ("ended_at", models.DateTimeField(null=True)),
                    ("town", models.CharField(blank=True, max_length=12)),
                    ("community", models.CharField(blank=True, max_length=12)),
                    ("grid", models.CharField(blank=True, max_length=24)),
                    ("note", SealedTextField(blank=True, null=True)),
                    ("by", models.BigIntegerField()),
                    ("lead", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="leads.lead")),
                    ("person", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="people.person")),
                    ("site", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="isolation.site")),
                    ("journey", models.ForeignKey(on_delete=models.PROTECT, related_name="arrivals", to="transit.journey")),
                    ("ride", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="people", to="transit.ride")),
                    ("place", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="people", to="transit.waitingplace")),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["registered_at", "id"], name="arrival_registered"),
                        models.Index(fields=["pinyin", "id"], name="arrival_pinyin"),
                        models.Index(condition=models.Q(("ended_at__isnull", True)), fields=["registered_at", "id"], name="arrival_live"),
                    ],
                    "constraints": [
                        models.UniqueConstraint(fields=("journey", "person"), name="arrival_once"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="ArrivalMove",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("move", models.CharField(max_length=12)),
                    ("true_at", models.DateTimeField()),
                    ("known_at", models.DateTimeField()),
                    ("by", models.BigIntegerField()),
                    ("arrival", models.ForeignKey(on_delete=models.PROTECT, related_name="moves", to="transit.arrival")),
                ],
            ),
            migrations.CreateModel(
                name="Comfort",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("given_at", models.DateTimeField()),
                    ("meals", models.IntegerField(default=0)),
                    ("drinks", models.IntegerField(default=0)),
                    ("quilts", models.IntegerField(default=0)),
                    ("heaters", models.IntegerField(default=0)),
                    ("by", models.BigIntegerField()),
                    ("place", models.ForeignKey(on_delete=models.PROTECT, related_name="comforts", to="transit.waitingplace")),
                ],
            ),
        ),
    ]
