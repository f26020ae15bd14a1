"""Orders, stages, tests, results and moves; whether a test is done is held by triggers."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models
from django.db.models.functions import NullIf

from lianfang.shared.fields import SealedTextField
from lianfang.shared.migrating import CreateModels

# Who writes results has locked their tests, so that no other result comes between.
TEST_DONE = """
CREATE FUNCTION orders_test_done() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE orders_duetest t SET done = NOT t.done
    FROM (SELECT DISTINCT test_id FROM fresh) f
    WHERE t.id = f.test_id AND t.known_to IS NULL
      AND t.done <> EXISTS (SELECT FROM orders_testresult q WHERE q.test_id = t.id AND q.known_to IS NULL);
    RETURN NULL;
END $$;
CREATE TRIGGER test_done AFTER INSERT ON orders_testresult
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION orders_test_done();
CREATE TRIGGER test_done_again AFTER UPDATE ON orders_testresult
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION orders_test_done();
"""

BACK = """
DROP TRIGGER test_done_again ON orders_testresult;
DROP TRIGGER test_done ON orders_testresult;
DROP FUNCTION orders_test_done();
"""

# A spell held true now rarely runs, a version that was closed mostly did: the planner must know. How many ended how,
# belong to which place and to which class, so that a figure's first page is not read by the wrong index: the index
# on how a spell ended is partial, and the server takes no statistics from it.
LEARN = """
CREATE STATISTICS orders_spell_running (mcv) ON known_to, ends_at FROM orders_spell;
CREATE STATISTICS orders_spell_town ON (nullif(town, '')) FROM orders_spell;
CREATE STATISTICS orders_spell_community ON (nullif(community, '')) FROM orders_spell;
CREATE STATISTICS orders_spell_grid ON (nullif(grid, '')) FROM orders_spell;
CREATE STATISTICS orders_spell_ended_by ON (nullif(ended_by, '')) FROM orders_spell;
CREATE STATISTICS orders_spell_category ON (nullif(category, '')) FROM orders_spell;
"""

FORGET = """
DROP STATISTICS orders_spell_running, orders_spell_town, orders_spell_community, orders_spell_grid,
    orders_spell_ended_by, orders_spell_category;
"""


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("orders", "0001_initial"),
        ("orders", "0002_rules_and_first_days"),
        ("orders", "0003_versions_of_tests"),
        ("orders", "0004_report_indexes"),
        ("orders", "0005_spell_ended_by"),
        ("orders", "0006_people_of_scope"),
        ("orders", "0007_sealed_texts"),
        ("orders", "0008_undone"),
        ("orders", "0009_spell_statistics"),
        ("orders", "0010_proposals"),
        ("orders", "0011_suspension"),
        ("orders", "0012_spell_category"),
    ]
    dependencies = [
        ("events", "0001_initial"),
        ("law", "0001_initial"),
        ("leads", "0001_squashed_0013_recognised_blocks"),
        ("people", "0001_squashed_0009_needs_and_households"),
    ]
    operations = [
        BtreeGistExtension(),
        CreateModels(
            migrations.CreateModel(
                name="Order",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("number", models.CharField(max_length=30, unique=True)),
                    ("category", models.CharField(max_length=40)),
                    ("edition", models.CharField(max_length=40)),
                    ("measure", models.CharField(max_length=12)),
                    ("facts", models.JSONField()),
                    ("reasons", models.JSONField()),
                    (
                        "state",
                        models.CharField(
                            choices=[("running", "running"), ("released", "released"), ("left", "left"), ("died", "died"), ("cancelled", "cancelled")],
                            default="running",
                            max_length=10,
                        ),
                    ),
                    ("town", models.CharField(blank=True, max_length=12)),
                    ("community", models.CharField(blank=True, max_length=12)),
                    ("grid", models.CharField(blank=True, max_length=24)),
                    ("address", models.CharField(blank=True, max_length=200)),
                    (
                        "place",
                        models.CharField(
                            choices=[
                                ("centralised", "centralised isolation"),
                                ("home", "home isolation"),
                                ("monitoring", "home health monitoring"),
                                ("self", "self-monitoring"),
                            ],
                            max_length=12,
                        ),
                    ),
                    ("pinyin", models.CharField(max_length=240)),
                    ("starts_at", models.DateTimeField()),
                    ("ends_at", models.DateTimeField()),
                    ("ended_at", models.DateTimeField(null=True)),
                    ("issued_at", models.DateTimeField()),
                    ("issued_by", models.BigIntegerField()),
                    ("look_again_at", models.DateTimeField(null=True)),
                    ("event", models.ForeignKey(on_delete=models.PROTECT, related_name="orders", to="events.event")),
                    ("lead", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="orders", to="leads.lead")),
                    ("person", models.ForeignKey(on_delete=models.PROTECT, related_name="orders", to="people.person")),
                    ("rules", ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                    ("suspended_at", models.DateTimeField(null=True)),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["state", "ends_at", "id"], name="order_state_end"),
                        models.Index(fields=["starts_at", "id"], name="order_start"),
                        models.Index(fields=["ends_at", "id"], name="order_end"),
                        models.Index(fields=["pinyin", "id"], name="order_pinyin"),
                        models.Index(condition=models.Q(("look_again_at__isnull", False)), fields=["look_again_at"], name="order_look"),
                        models.Index(fields=["town", "state", "ends_at", "id"], include=("person",), name="order_town_end"),
                        models.Index(fields=["community", "state", "ends_at", "id"], include=("person",), name="order_community_end"),
                        models.Index(fields=["grid", "state", "ends_at", "id"], include=("person",), name="order_grid_end"),
                    ],
                    "constraints": [
                        models.UniqueConstraint(condition=models.Q(("state", "running")), fields=("person",), name="order_one_running_per_person"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Responsible",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("post", models.CharField(max_length=40)),
                    ("staff_id", models.BigIntegerField(null=True)),
                    ("name", models.CharField(max_length=60)),
                    ("phone", models.BinaryField(null=True)),
                    ("order", models.ForeignKey(on_delete=models.PROTECT, related_name="responsible", to="orders.order")),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("order", "post"), name="responsible_once"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Stage",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("seq", models.IntegerField()),
                    (
                        "place",
                        models.CharField(
                            choices=[
                                ("centralised", "centralised isolation"),
                                ("home", "home isolation"),
                                ("monitoring", "home health monitoring"),
                                ("self", "self-monitoring"),
                            ],
                            max_length=12,
                        ),
                    ),
                    ("site", models.CharField(blank=True, max_length=80)),
                    (
                        "state",
                        models.CharField(
                            choices=[("planned", "planned"), ("running", "running"), ("ended", "ended"), ("cancelled", "cancelled")], max_length=10
                        ),
                    ),
                    ("period", DateTimeRangeField()),
                    ("order", models.ForeignKey(on_delete=models.PROTECT, related_name="stages", to="orders.order")),
                    ("person", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="people.person")),
                    ("first_day", models.SmallIntegerField(default=1)),
                    ("needs", ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                ],
                options={
                    "indexes": [
                        models.Index(models.Func("period", function="upper"), condition=models.Q(("state", "running")), name="stage_running_end"),
                    ],
                    "constraints": [
                        ExclusionConstraint(
                            condition=models.Q(("state", "cancelled"), _negated=True),
                            expressions=[("person", "="), ("period", "&&")],
                            name="stage_nobody_twice",
                        ),
                        models.UniqueConstraint(fields=("order", "seq"), name="stage_seq_once"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Spell",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    (
                        "place",
                        models.CharField(
                            choices=[
                                ("centralised", "centralised isolation"),
                                ("home", "home isolation"),
                                ("monitoring", "home health monitoring"),
                                ("self", "self-monitoring"),
                            ],
                            max_length=12,
                        ),
                    ),
                    ("town", models.CharField(blank=True, max_length=12)),
                    ("community", models.CharField(blank=True, max_length=12)),
                    ("grid", models.CharField(blank=True, max_length=24)),
                    ("starts_at", models.DateTimeField()),
                    ("ends_at", models.DateTimeField(null=True)),
                    ("ended_by", models.CharField(blank=True, max_length=10)),
                    ("known_from", models.DateTimeField()),
                    ("known_to", models.DateTimeField(null=True)),
                    ("event", models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name="+", to="events.event")),
                    ("order", models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name="+", to="orders.order")),
                    ("person", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="people.person")),
                    ("stage", models.ForeignKey(on_delete=models.PROTECT, related_name="spells", to="orders.stage")),
                    ("category", models.CharField(blank=True, max_length=40)),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["starts_at"], name="spell_start"),
                        models.Index(condition=models.Q(("known_to__isnull", True)), fields=["ends_at"], name="spell_end"),
                        models.Index(
                            NullIf("ended_by", models.Value("")),
                            condition=models.Q(("known_to__isnull", True)),
                            name="spell_ended_by",
                        ),
                        models.Index(
                            condition=models.Q(("known_to__isnull", True)),
                            fields=["person", "-starts_at", "-stage"],
                            include=("place", "ends_at", "ended_by", "town", "category"),
                            name="spell_latest",
                        ),
                    ],
                    "constraints": [
                        models.UniqueConstraint(condition=models.Q(("known_to__isnull", True)), fields=("stage",), name="spell_one_current"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="OrderMove",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("move", models.CharField(max_length=12)),
                    ("document", models.CharField(blank=True, max_length=80)),
                    ("true_at", models.DateTimeField()),
                    ("known_at", models.DateTimeField()),
                    ("by", models.BigIntegerField()),
                    ("order", models.ForeignKey(on_delete=models.PROTECT, related_name="moves", to="orders.order")),
                    ("stage", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="orders.stage")),
                    ("reason", SealedTextField(blank=True, null=True)),
                    ("decided_by", models.CharField(blank=True, max_length=60)),
                ],
            ),
            migrations.CreateModel(
                name="DueTest",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("town", models.CharField(blank=True, max_length=12)),
                    ("community", models.CharField(blank=True, max_length=12)),
                    ("grid", models.CharField(blank=True, max_length=24)),
                    ("due_on", models.DateField()),
                    ("samples", models.SmallIntegerField(default=1)),
                    ("opens_at", models.DateTimeField()),
                    ("closes_at", models.DateTimeField()),
                    ("known_from", models.DateTimeField()),
                    ("known_to", models.DateTimeField(null=True)),
                    ("event", models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name="+", to="events.event")),
                    ("person", models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name="+", to="people.person")),
                    ("order", models.ForeignKey(on_delete=models.PROTECT, related_name="tests", to="orders.order")),
                    ("stage", models.ForeignKey(on_delete=models.PROTECT, related_name="tests", to="orders.stage")),
                    ("before", models.OneToOneField(null=True, on_delete=models.PROTECT, related_name="after", to="orders.duetest")),
                    ("done", models.BooleanField(default=False)),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["due_on", "id"], name="test_due"),
                        models.Index(fields=["grid", "due_on", "id"], name="test_grid_due"),
                        models.Index(
                            condition=models.Q(("done", False), ("known_to__isnull", True)),
                            fields=["closes_at", "id"],
                            include=("order", "town", "community", "grid"),
                            name="test_undone",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="TestResult",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("result", models.CharField(choices=[("negative", "negative"), ("positive", "positive"), ("inconclusive", "inconclusive")], max_length=12)),
                    ("done_at", models.DateTimeField()),
                    ("laboratory", models.CharField(blank=True, max_length=60)),
                    ("known_from", models.DateTimeField()),
                    ("known_to", models.DateTimeField(null=True)),
                    ("by", models.BigIntegerField()),
                    ("test", models.ForeignKey(on_delete=models.PROTECT, related_name="results", to="orders.duetest")),
                    ("samples", models.SmallIntegerField(default=1)),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(condition=models.Q(("known_to__isnull", True)), fields=("test",), name="result_one_current"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Proposal",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("cause", models.CharField(max_length=60)),
                    ("title", models.CharField(max_length=200)),
                    ("document", models.CharField(blank=True, max_length=80)),
                    (
                        "kind",
                        models.CharField(choices=[("released", "released"), ("shorter", "shorter"), ("longer", "longer"), ("other", "other")], max_length=10),
                    ),
                    ("days", models.FloatField()),
                    (
                        "place_before",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("centralised", "centralised isolation"),
                                ("home", "home isolation"),
                                ("monitoring", "home health monitoring"),
                                ("self", "self-monitoring"),
                            ],
                            max_length=12,
                        ),
                    ),
                    (
                        "place_after",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("centralised", "centralised isolation"),
                                ("home", "home isolation"),
                                ("monitoring", "home health monitoring"),
                                ("self", "self-monitoring"),
                            ],
                            max_length=12,
                        ),
                    ),
                    ("ends_before", models.DateTimeField()),
                    ("ends_after", models.DateTimeField()),
                    ("plan", models.JSONField()),
                    ("facts", models.JSONField(default=list)),
                    (
                        "state",
                        models.CharField(
                            choices=[("open", "open"), ("accepted", "accepted"), ("declined", "declined"), ("obsolete", "obsolete")],
                            default="open",
                            max_length=10,
                        ),
                    ),
                    ("made_at", models.DateTimeField()),
                    ("settled_at", models.DateTimeField(null=True)),
                    ("order", models.ForeignKey(on_delete=models.PROTECT, related_name="proposals", to="orders.order")),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["state", "made_at", "id"], name="proposal_state"),
                        models.Index(fields=["made_at", "id"], name="proposal_made"),
                        models.Index(fields=["ends_before", "id"], name="proposal_before"),
                        models.Index(fields=["ends_after", "id"], name="proposal_after"),
                        models.Index(fields=["days", "id"], name="proposal_days"),
                        models.Index(fields=["cause", "state"], name="proposal_cause"),
                    ],
                    "constraints": [
                        models.UniqueConstraint(condition=models.Q(("state", "open")), fields=("order", "cause"), name="proposal_one_open_a_cause"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="ProposalMove",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("move", models.CharField(max_length=12)),
                    ("reason", SealedTextField(blank=True, null=True)),
                    ("known_at", models.DateTimeField()),
                    ("by", models.BigIntegerField()),
                    ("proposal", models.ForeignKey(on_delete=models.PROTECT, related_name="moves", to="orders.proposal")),
                ],
            ),
            migrations.CreateModel(
                name="Trial",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("digest", models.CharField(max_length=64)),
                    ("sums", models.JSONField()),
                    ("as_of", models.DateTimeField()),
                    ("made_at", models.DateTimeField()),
                    ("made_by", models.BigIntegerField()),
                    ("local_order", models.OneToOneField(on_delete=models.PROTECT, related_name="+", to="law.localorder")),
                ],
            ),
            migrations.CreateModel(
                name="TrialLine",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    (
                        "kind",
                        models.CharField(choices=[("released", "released"), ("shorter", "shorter"), ("longer", "longer"), ("other", "other")], max_length=10),
                    ),
                    ("days", models.FloatField()),
                    (
                        "place_before",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("centralised", "centralised isolation"),
                                ("home", "home isolation"),
                                ("monitoring", "home health monitoring"),
                                ("self", "self-monitoring"),
                            ],
                            max_length=12,
                        ),
                    ),
                    (
                        "place_after",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("centralised", "centralised isolation"),
                                ("home", "home isolation"),
                                ("monitoring", "home health monitoring"),
                                ("self", "self-monitoring"),
                            ],
                            max_length=12,
                        ),
                    ),
                    ("ends_before", models.DateTimeField()),
                    ("ends_after", models.DateTimeField()),
                    ("order", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="orders.order")),
                    ("trial", models.ForeignKey(on_delete=models.CASCADE, related_name="lines", to="orders.trial")),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["trial", "days", "id"], name="trial_days"),
                        models.Index(fields=["trial", "ends_before", "id"], name="trial_before"),
                        models.Index(fields=["trial", "ends_after", "id"], name="trial_after"),
                    ],
                },
            ),
        ),
        migrations.RunSQL(TEST_DONE, BACK),
        migrations.RunSQL(LEARN, FORGET),
    ]
