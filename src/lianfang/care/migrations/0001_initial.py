"""Daily care under a measure: measurements, checks, breaches, homes and papers."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

from lianfang.shared.fields import SealedTextField
from lianfang.shared.migrating import CreateModels


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("leads", "0001_squashed_0013_recognised_blocks"),
        ("orders", "0001_squashed_0012_spell_category"),
    ]
    operations = [
        CreateModels(
            migrations.CreateModel(
                name="PaperBundle",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("made_at", models.DateTimeField()),
                    ("by", models.BigIntegerField()),
                ],
            ),
            migrations.CreateModel(
                name="Breach",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("door", "door opened"),
                                ("not_home", "not at home"),
                                ("went_out", "went out"),
                                ("visitors", "had visitors"),
                                ("other", "something else"),
                            ],
                            max_length=10,
                        ),
                    ),
                    ("state", models.CharField(default="open", max_length=8)),
                    (
                        "outcome",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("returned", "came back and was warned"),
                                ("allowed", "had leave or good reason"),
                                ("false_alarm", "false alarm"),
                                ("moved", "moved to a site"),
                                ("police", "handed to the police"),
                            ],
                            max_length=12,
                        ),
                    ),
                    ("happened_at", models.DateTimeField()),
                    ("known_at", models.DateTimeField()),
                    ("closed_at", models.DateTimeField(null=True)),
                    ("order", models.ForeignKey(on_delete=models.PROTECT, related_name="breaches", to="orders.order")),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["happened_at", "id"], name="breach_happened"),
                        models.Index(condition=models.Q(("state", "open")), fields=["happened_at", "id"], name="breach_open"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="BreachStep",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("move", models.CharField(max_length=10)),
                    ("told", SealedTextField(blank=True, null=True)),
                    ("true_at", models.DateTimeField()),
                    ("known_at", models.DateTimeField()),
                    ("by", models.BigIntegerField()),
                    ("breach", models.ForeignKey(on_delete=models.PROTECT, related_name="steps", to="care.breach")),
                ],
            ),
            migrations.CreateModel(
                name="CareLink",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("token", SealedTextField(blank=True, null=True)),
                    ("token_index", models.BinaryField(unique=True)),
                    ("made_at", models.DateTimeField()),
                    ("by", models.BigIntegerField()),
                    ("revoked_at", models.DateTimeField(null=True)),
                    ("revoked_by", models.BigIntegerField(null=True)),
                    ("order", models.ForeignKey(on_delete=models.PROTECT, related_name="care_links", to="orders.order")),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(condition=models.Q(("revoked_at__isnull", True)), fields=("order",), name="care_link_one"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="CheckDraw",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("day", models.DateField()),
                    ("town", models.CharField(blank=True, max_length=12)),
                    ("seed", models.CharField(max_length=64)),
                    ("percent", models.SmallIntegerField()),
                    ("clause", models.CharField(blank=True, max_length=80)),
                    ("pool", ArrayField(base_field=models.BigIntegerField(), size=None)),
                    ("drawn", models.IntegerField()),
                    ("known_at", models.DateTimeField()),
                    ("by", models.BigIntegerField()),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("day", "town"), name="draw_once"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="HomeCheck",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("found", ArrayField(base_field=models.CharField(max_length=16), size=None)),
                    ("must", ArrayField(base_field=models.CharField(max_length=16), size=None)),
                    ("better", ArrayField(base_field=models.CharField(max_length=16), size=None)),
                    ("clause", models.CharField(max_length=80)),
                    ("fit", models.BooleanField()),
                    ("note", SealedTextField(blank=True, null=True)),
                    ("true_at", models.DateTimeField()),
                    ("known_at", models.DateTimeField()),
                    ("by", models.BigIntegerField()),
                    ("lead", models.ForeignKey(on_delete=models.PROTECT, related_name="home_checks", to="leads.lead")),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["true_at", "id"], name="home_check_when"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="HomeMember",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("name", SealedTextField(blank=True, null=True)),
                    ("number", SealedTextField(blank=True, null=True)),
                    ("phone", SealedTextField(blank=True, null=True)),
                    ("choice", models.CharField(choices=[("joins", "joins the measure"), ("moves_out", "moves out")], max_length=10)),
                    ("to_place", SealedTextField(blank=True, null=True)),
                    ("done_at", models.DateTimeField(null=True)),
                    ("check_made", models.ForeignKey(on_delete=models.PROTECT, related_name="members", to="care.homecheck")),
                    ("lead", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="leads.lead")),
                ],
            ),
            migrations.CreateModel(
                name="Knock",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("who_index", models.BinaryField()),
                    ("minute", models.DateTimeField()),
                    ("count", models.IntegerField(default=1)),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["minute"], name="knock_minute"),
                    ],
                    "constraints": [
                        models.UniqueConstraint(fields=("who_index", "minute"), name="knock_once"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Measurement",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("day", models.DateField()),
                    ("slot", models.SmallIntegerField()),
                    ("temperature", models.DecimalField(decimal_places=1, max_digits=3)),
                    ("symptoms", ArrayField(base_field=models.CharField(max_length=12), default=list, size=None)),
                    ("alarm", models.CharField(blank=True, max_length=10)),
                    (
                        "source",
                        models.CharField(
                            choices=[
                                ("person", "by the person"),
                                ("responsible", "by the responsible"),
                                ("telephone", "by telephone"),
                                ("site", "at the site"),
                            ],
                            max_length=12,
                        ),
                    ),
                    ("taken_at", models.DateTimeField()),
                    ("note", SealedTextField(blank=True, null=True)),
                    ("known_from", models.DateTimeField()),
                    ("known_to", models.DateTimeField(null=True)),
                    ("by", models.BigIntegerField()),
                    ("order", models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name="measurements", to="orders.order")),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["order", "day"], name="measurement_order"),
                        models.Index(fields=["day", "taken_at"], name="measurement_day"),
                    ],
                    "constraints": [
                        models.UniqueConstraint(condition=models.Q(("known_to__isnull", True)), fields=("order", "day", "slot"), name="measurement_once"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Paper",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("kind", models.CharField(max_length=10)),
                    ("number", models.CharField(max_length=40, unique=True)),
                    ("version", models.SmallIntegerField()),
                    ("edition", models.CharField(max_length=40)),
                    ("clause", models.CharField(blank=True, max_length=200)),
                    ("text", SealedTextField(blank=True, null=True)),
                    ("issued_at", models.DateTimeField()),
                    ("by", models.BigIntegerField()),
                    ("token", SealedTextField(blank=True, null=True)),
                    ("token_index", models.BinaryField(unique=True)),
                    ("order", models.ForeignKey(on_delete=models.PROTECT, related_name="papers", to="orders.order")),
                    ("bundle", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="papers", to="care.paperbundle")),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["issued_at", "id"], name="paper_issued"),
                    ],
                    "constraints": [
                        models.UniqueConstraint(fields=("order", "kind", "version"), name="paper_version_once"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="HandOver",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("to_name", models.CharField(max_length=80)),
                    ("sent_at", models.DateTimeField()),
                    ("due_at", models.DateTimeField()),
                    ("received_at", models.DateTimeField(null=True)),
                    ("receiver", SealedTextField(blank=True, null=True)),
                    ("document", models.CharField(blank=True, max_length=80)),
                    ("by", models.BigIntegerField()),
                    ("order", models.OneToOneField(on_delete=models.PROTECT, related_name="hand_over", to="orders.order")),
                    ("paper", models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name="+", to="care.paper")),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["sent_at", "id"], name="handover_sent"),
                        models.Index(condition=models.Q(("received_at__isnull", True)), fields=["due_at", "id"], name="handover_due"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="PaperCount",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("kind", models.CharField(max_length=10)),
                    ("year", models.SmallIntegerField()),
                    ("last", models.IntegerField(default=0)),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("kind", "year"), name="paper_count_once"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="PaperSignature",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    (
                        "how",
                        models.CharField(
                            choices=[
                                ("self", "by the person"),
                                ("guardian", "by the guardian or family"),
                                ("read_out", "read out by phone and agreed to"),
                                ("refused", "refused; left in presence of a witness"),
                            ],
                            max_length=10,
                        ),
                    ),
                    ("signer", SealedTextField(blank=True, null=True)),
                    ("signed_at", models.DateTimeField()),
                    ("known_at", models.DateTimeField()),
                    ("by", models.BigIntegerField()),
                    ("paper", models.OneToOneField(on_delete=models.PROTECT, related_name="signature", to="care.paper")),
                ],
            ),
            migrations.CreateModel(
                name="PhoneCheck",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("day", models.DateField()),
                    ("rank", models.IntegerField()),
                    (
                        "outcome",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("at_home", "at home and well"),
                                ("unwell", "at home, not well"),
                                ("needs", "at home, needs something"),
                                ("not_home", "not at home"),
                                ("no_answer", "no answer"),
                            ],
                            max_length=10,
                        ),
                    ),
                    ("note", SealedTextField(blank=True, null=True)),
                    ("checked_at", models.DateTimeField(null=True)),
                    ("by", models.BigIntegerField(null=True)),
                    ("draw", models.ForeignKey(on_delete=models.PROTECT, related_name="checks", to="care.checkdraw")),
                    ("order", models.ForeignKey(on_delete=models.PROTECT, related_name="phone_checks", to="orders.order")),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["day", "rank", "id"], name="check_day"),
                    ],
                    "constraints": [
                        models.UniqueConstraint(fields=("draw", "order"), name="check_once"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Transfer",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("cause", models.CharField(choices=[("fever", "fever"), ("symptoms", "symptoms"), ("positive", "positive test")], max_length=10)),
                    ("state", models.CharField(default="open", max_length=8)),
                    ("opened_at", models.DateTimeField()),
                    ("sent_at", models.DateTimeField(null=True)),
                    ("reached_at", models.DateTimeField(null=True)),
                    ("closed_at", models.DateTimeField(null=True)),
                    (
                        "measurement",
                        models.ForeignKey(db_index=False, null=True, on_delete=models.PROTECT, related_name="+", to="care.measurement"),
                    ),
                    ("order", models.ForeignKey(on_delete=models.PROTECT, related_name="transfers", to="orders.order")),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["state", "opened_at", "id"], name="transfer_state"),
                    ],
                    "constraints": [
                        models.UniqueConstraint(condition=models.Q(("state", "closed"), _negated=True), fields=("order",), name="transfer_one_open"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="TransferStep",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("move", models.CharField(max_length=10)),
                    ("told", SealedTextField(blank=True, null=True)),
                    ("true_at", models.DateTimeField()),
                    ("known_at", models.DateTimeField()),
                    ("by", models.BigIntegerField()),
                    ("transfer", models.ForeignKey(on_delete=models.PROTECT, related_name="steps", to="care.transfer")),
                ],
            ),
        ),
    ]
