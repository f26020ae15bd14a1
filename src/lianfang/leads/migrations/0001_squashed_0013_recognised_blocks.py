"""Leads and what happened to them; answers and the board's tally are held by triggers."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import migrations, models

from lianfang.shared.fields import SealedTextField
from lianfang.shared.migrating import CreateModels

# A new source of a lead that is answered already bears its answer.
SOURCE_ANSWER = """
CREATE FUNCTION leads_source_answer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE leads_leadsource s SET answered_at = a.answered_at, answer = a.outcome
    FROM fresh, leads_leadanswer a
    WHERE s.id = fresh.id AND a.lead_id = fresh.lead_id AND a.known_to IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER source_answer AFTER INSERT ON leads_leadsource
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION leads_source_answer();
"""

# An answer that is given, replaced or taken back reaches the sources of its lead.
ANSWER_SOURCE = """
CREATE FUNCTION leads_answer_source() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE leads_leadsource s SET answered_at = a.answered_at, answer = coalesce(a.outcome, '')
    FROM (SELECT DISTINCT lead_id FROM fresh) f
    LEFT JOIN leads_leadanswer a ON a.lead_id = f.lead_id AND a.known_to IS NULL
    WHERE s.lead_id = f.lead_id;
    RETURN NULL;
END $$;
CREATE TRIGGER answer_source AFTER INSERT ON leads_leadanswer
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION leads_answer_source();
CREATE TRIGGER answer_source_again AFTER UPDATE ON leads_leadanswer
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION leads_answer_source();
"""

ANSWER_BACK = """
DROP TRIGGER answer_source_again ON leads_leadanswer;
DROP TRIGGER answer_source ON leads_leadanswer;
DROP FUNCTION leads_answer_source();
DROP TRIGGER source_answer ON leads_leadsource;
DROP FUNCTION leads_source_answer();
"""

# A row for what a statement changed: an answered lead of a grid is one open less and one answered more.
TALLY = """
CREATE FUNCTION leads_tally_more() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO leads_leadtally (town, community, grid, state, number)
    SELECT town, community, grid, state, count(*) FROM fresh GROUP BY 1, 2, 3, 4;
    RETURN NULL;
END $$;
CREATE FUNCTION leads_tally_less() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO leads_leadtally (town, community, grid, state, number)
    SELECT town, community, grid, state, -count(*) FROM gone GROUP BY 1, 2, 3, 4;
    RETURN NULL;
END $$;
CREATE FUNCTION leads_tally_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO leads_leadtally (town, community, grid, state, number)
    SELECT town, community, grid, state, sum(number) FROM (
        SELECT town, community, grid, state, 1 AS number FROM fresh
        UNION ALL
        SELECT town, community, grid, state, -1 FROM gone
    ) moved
    GROUP BY 1, 2, 3, 4 HAVING sum(number) <> 0;
    RETURN NULL;
END $$;
CREATE TRIGGER lead_tally_more AFTER INSERT ON leads_lead
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION leads_tally_more();
CREATE TRIGGER lead_tally_less AFTER DELETE ON leads_lead
REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION leads_tally_less();
CREATE TRIGGER lead_tally_moved AFTER UPDATE ON leads_lead
REFERENCING NEW TABLE AS fresh OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION leads_tally_moved();
"""

TALLY_BACK = """
DROP TRIGGER lead_tally_moved ON leads_lead;
DROP TRIGGER lead_tally_less ON leads_lead;
DROP TRIGGER lead_tally_more ON leads_lead;
DROP FUNCTION leads_tally_moved();
DROP FUNCTION leads_tally_less();
DROP FUNCTION leads_tally_more();
"""

# How many leads belong to which place, as figures ask for it: the server counts no million for a small list.
LEARN = """
CREATE STATISTICS leads_lead_town ON (nullif(town, '')) FROM leads_lead;
CREATE STATISTICS leads_lead_community ON (nullif(community, '')) FROM leads_lead;
CREATE STATISTICS leads_lead_grid ON (nullif(grid, '')) FROM leads_lead;
"""

FORGET = "DROP STATISTICS leads_lead_town, leads_lead_community, leads_lead_grid;"


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("leads", "0001_initial"),
        ("leads", "0002_search"),
        ("leads", "0003_lean_indexes"),
        ("leads", "0004_sources_for_figures"),
        ("leads", "0005_source_person"),
        ("leads", "0006_lean_writes"),
        ("leads", "0007_people_of_scope"),
        ("leads", "0008_sealed_texts"),
        ("leads", "0009_tally"),
        ("leads", "0010_rare_values"),
        ("leads", "0011_open_or_unanswered"),
        ("leads", "0012_place_statistics"),
        ("leads", "0013_recognised_blocks"),
    ]
    dependencies = [
        ("events", "0001_initial"),
        ("intake", "0001_squashed_0003_lean_writes"),
        ("people", "0001_squashed_0009_needs_and_households"),
    ]
    operations = [
        CreateModels(
            migrations.CreateModel(
                name="Lead",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("state", models.CharField(choices=[("open", "open"), ("answered", "answered"), ("closed", "closed")], default="open", max_length=8)),
                    (
                        "outcome",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("here_control", "here and to be controlled"),
                                ("here_free", "here, no measure needed"),
                                ("away", "away"),
                                ("wrong_number", "wrong number"),
                                ("no_answer", "no answer"),
                                ("refused", "refused"),
                                ("elsewhere", "elsewhere"),
                                ("duplicate", "duplicate"),
                                ("no_such_person", "no such person"),
                                ("not_been_there", "not been there"),
                                ("incomplete", "information incomplete"),
                            ],
                            max_length=16,
                        ),
                    ),
                    ("place", models.CharField(max_length=10)),
                    ("candidates", ArrayField(base_field=models.CharField(max_length=12), default=list, size=None)),
                    ("place_reason", models.CharField(blank=True, max_length=40)),
                    ("address", models.CharField(blank=True, max_length=200)),
                    ("town", models.CharField(blank=True, max_length=12)),
                    ("community", models.CharField(blank=True, max_length=12)),
                    ("grid", models.CharField(blank=True, max_length=24)),
                    ("holder", models.CharField(choices=[("office", "office"), ("town", "town"), ("community", "community"), ("grid", "grid")], max_length=10)),
                    ("assignee_id", models.BigIntegerField(null=True)),
                    ("category", models.CharField(blank=True, max_length=40)),
                    ("from_place", models.CharField(blank=True, max_length=120)),
                    ("left_on", models.DateField(null=True)),
                    ("arrived_on", models.DateField(null=True)),
                    ("transport", models.CharField(blank=True, max_length=80)),
                    ("reasons", ArrayField(base_field=models.CharField(max_length=30), default=list, size=None)),
                    ("pinyin", models.CharField(db_collation="C", max_length=240)),
                    ("received_at", models.DateTimeField()),
                    ("due_at", models.DateTimeField()),
                    ("calls", models.IntegerField(default=0)),
                    ("doubtful", models.BooleanField(default=False)),
                    ("answered_at", models.DateTimeField(null=True)),
                    ("closed_at", models.DateTimeField(null=True)),
                    ("look_again_at", models.DateTimeField(null=True)),
                    (
                        "event",
                        models.ForeignKey(db_constraint=False, db_index=False, on_delete=models.PROTECT, related_name="leads", to="events.event"),
                    ),
                    ("person", models.ForeignKey(on_delete=models.PROTECT, related_name="leads", to="people.person")),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["due_at", "id"], name="lead_due"),
                        models.Index(fields=["received_at", "id"], name="lead_received"),
                        models.Index(condition=models.Q(("look_again_at__isnull", False)), fields=["look_again_at"], name="lead_look"),
                        models.Index(fields=["pinyin", "id"], name="lead_pinyin"),
                        models.Index(fields=["town", "state", "due_at", "id"], include=("person",), name="lead_town_due"),
                        models.Index(fields=["community", "state", "due_at", "id"], include=("person",), name="lead_community_due"),
                        models.Index(fields=["grid", "state", "due_at", "id"], include=("person",), name="lead_grid_due"),
                        models.Index(condition=models.Q(("holder", "office")), fields=["state", "due_at", "id"], name="lead_held"),
                        models.Index(
                            condition=models.Q(("state", "answered")),
                            fields=["due_at", "id"],
                            include=("outcome", "town", "community", "grid"),
                            name="lead_answered",
                        ),
                        models.Index(condition=models.Q(("outcome", ""), _negated=True), fields=["outcome"], name="lead_outcome"),
                        models.Index(condition=models.Q(("calls__gt", 0)), fields=["calls"], name="lead_calls"),
                        models.Index(condition=models.Q(("answered_at__isnull", False)), fields=["answered_at"], name="lead_answered_at"),
                        models.Index(condition=models.Q(("place", "assigned"), _negated=True), fields=["place"], name="lead_unplaced"),
                        models.Index(condition=models.Q(("doubtful", True)), fields=["id"], name="lead_doubtful"),
                        BrinIndex(autosummarize=True, fields=["left_on", "arrived_on"], name="lead_journey"),
                        models.Index(
                            condition=models.Q(("state", "open"), ("answered_at__isnull", True), _connector="OR"),
                            fields=["due_at", "id"],
                            include=("state", "town", "community", "grid"),
                            name="lead_open",
                        ),
                    ],
                    "constraints": [
                        models.UniqueConstraint(condition=models.Q(("state", "closed"), _negated=True), fields=("person",), name="lead_one_open_per_person"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="DoubtfulPair",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("score", models.FloatField()),
                    ("reasons", models.JSONField(default=list)),
                    ("suggestion", models.CharField(max_length=10)),
                    ("answer", models.CharField(blank=True, max_length=10)),
                    ("answered_at", models.DateTimeField(null=True)),
                    ("answered_by", models.BigIntegerField(null=True)),
                    ("known_at", models.DateTimeField()),
                    ("other", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="people.person")),
                    ("person", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="people.person")),
                    ("lead", models.ForeignKey(on_delete=models.PROTECT, related_name="doubts", to="leads.lead")),
                ],
                options={
                    "indexes": [
                        models.Index(condition=models.Q(("answer", "")), fields=["-score", "id"], name="pair_waiting"),
                    ],
                    "constraints": [
                        models.UniqueConstraint(fields=("person", "other"), name="pair_once"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Call",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    (
                        "outcome",
                        models.CharField(
                            choices=[
                                ("here_control", "here and to be controlled"),
                                ("here_free", "here, no measure needed"),
                                ("away", "away"),
                                ("wrong_number", "wrong number"),
                                ("no_answer", "no answer"),
                                ("refused", "refused"),
                                ("elsewhere", "elsewhere"),
                                ("duplicate", "duplicate"),
                                ("no_such_person", "no such person"),
                                ("not_been_there", "not been there"),
                                ("incomplete", "information incomplete"),
                            ],
                            max_length=16,
                        ),
                    ),
                    ("back_on", models.DateField(null=True)),
                    ("at", models.DateTimeField()),
                    ("known_at", models.DateTimeField()),
                    ("by", models.BigIntegerField()),
                    ("lead", models.ForeignKey(on_delete=models.PROTECT, related_name="call_log", to="leads.lead")),
                    ("note", SealedTextField(blank=True, null=True)),
                    ("away_place", SealedTextField(blank=True, null=True)),
                ],
            ),
            migrations.CreateModel(
                name="LeadAnswer",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    (
                        "outcome",
                        models.CharField(
                            choices=[
                                ("here_control", "here and to be controlled"),
                                ("here_free", "here, no measure needed"),
                                ("away", "away"),
                                ("wrong_number", "wrong number"),
                                ("no_answer", "no answer"),
                                ("refused", "refused"),
                                ("elsewhere", "elsewhere"),
                                ("duplicate", "duplicate"),
                                ("no_such_person", "no such person"),
                                ("not_been_there", "not been there"),
                                ("incomplete", "information incomplete"),
                            ],
                            max_length=16,
                        ),
                    ),
                    ("answered_at", models.DateTimeField()),
                    ("known_from", models.DateTimeField()),
                    ("known_to", models.DateTimeField(null=True)),
                    ("lead", models.ForeignKey(on_delete=models.PROTECT, related_name="answers", to="leads.lead")),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(condition=models.Q(("known_to__isnull", True)), fields=("lead",), name="answer_one_current"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="LeadMove",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("move", models.CharField(max_length=16)),
                    ("to_holder", models.CharField(blank=True, max_length=10)),
                    ("to_code", models.CharField(blank=True, max_length=24)),
                    ("true_at", models.DateTimeField()),
                    ("known_at", models.DateTimeField()),
                    ("by", models.BigIntegerField()),
                    ("lead", models.ForeignKey(db_constraint=False, on_delete=models.PROTECT, related_name="moves", to="leads.lead")),
                    ("note", SealedTextField(blank=True, null=True)),
                ],
            ),
            migrations.CreateModel(
                name="LeadSource",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("joined", models.BooleanField()),
                    ("known_from", models.DateTimeField()),
                    ("known_to", models.DateTimeField(null=True)),
                    ("batch", models.ForeignKey(db_constraint=False, on_delete=models.PROTECT, related_name="+", to="intake.batch")),
                    ("lead", models.ForeignKey(db_constraint=False, on_delete=models.PROTECT, related_name="sources", to="leads.lead")),
                    (
                        "person",
                        models.ForeignKey(db_constraint=False, db_index=False, on_delete=models.PROTECT, related_name="+", to="people.person"),
                    ),
                    ("row", models.ForeignKey(db_constraint=False, db_index=False, on_delete=models.PROTECT, related_name="+", to="intake.row")),
                    ("outcome", models.CharField(max_length=10)),
                    ("due_at", models.DateTimeField()),
                    ("answered_at", models.DateTimeField(null=True)),
                    ("answer", models.CharField(blank=True, max_length=16)),
                ],
                options={
                    "indexes": [
                        models.Index(condition=models.Q(("known_to__isnull", True)), fields=["answered_at"], name="source_answered"),
                        models.Index(condition=models.Q(("known_to__isnull", True)), fields=["person"], include=("batch",), name="source_person"),
                    ],
                    "constraints": [
                        models.UniqueConstraint(condition=models.Q(("known_to__isnull", True)), fields=("row",), name="source_row_once"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="TransferLetter",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("to_area", models.CharField(blank=True, max_length=12)),
                    ("to_name", models.CharField(max_length=80)),
                    ("number", models.CharField(blank=True, max_length=40)),
                    ("state", models.CharField(default="draft", max_length=10)),
                    ("made_at", models.DateTimeField()),
                    ("sent_at", models.DateTimeField(null=True)),
                    ("sent_by", models.BigIntegerField(null=True)),
                    ("replied_at", models.DateTimeField(null=True)),
                    ("lead", models.OneToOneField(on_delete=models.PROTECT, related_name="letter", to="leads.lead")),
                    ("reply", SealedTextField(blank=True, null=True)),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["made_at", "id"], name="letter_made"),
                        models.Index(condition=models.Q(("state", "draft")), fields=["made_at", "id"], name="letter_draft"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="LeadTally",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("town", models.CharField(blank=True, max_length=12)),
                    ("community", models.CharField(blank=True, max_length=12)),
                    ("grid", models.CharField(blank=True, max_length=24)),
                    ("state", models.CharField(choices=[("open", "open"), ("answered", "answered"), ("closed", "closed")], max_length=8)),
                    ("number", models.IntegerField()),
                ],
            ),
            migrations.CreateModel(
                name="RecognisedBlock",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("last_seq", models.IntegerField()),
                    ("seqs", ArrayField(base_field=models.IntegerField(), size=None)),
                    ("people", ArrayField(base_field=models.BigIntegerField(), size=None)),
                    ("made", ArrayField(base_field=models.BigIntegerField(), size=None)),
                    ("twins", ArrayField(base_field=models.BigIntegerField(null=True), size=None)),
                    ("batch", models.ForeignKey(db_constraint=False, on_delete=models.PROTECT, related_name="+", to="intake.batch")),
                ],
            ),
        ),
        migrations.RunSQL(SOURCE_ANSWER + ANSWER_SOURCE, ANSWER_BACK),
        migrations.RunSQL(TALLY, TALLY_BACK),
        migrations.RunSQL(LEARN, FORGET),
    ]
