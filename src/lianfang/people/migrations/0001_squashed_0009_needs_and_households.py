"""Persons, their phones, joinings, needs and households."""

from django.contrib.postgres.indexes import BrinIndex, GinIndex
from django.db import migrations, models
from django.db.models.functions import Replace

from lianfang.shared.fields import SealedTextField
from lianfang.shared.migrating import CreateModels


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("people", "0001_initial"),
        ("people", "0002_search"),
        ("people", "0003_sound"),
        ("people", "0004_merged_index"),
        ("people", "0005_lean_indexes"),
        ("people", "0006_lean_writes"),
        ("people", "0007_sealed_texts"),
        ("people", "0008_filters"),
        ("people", "0009_needs_and_households"),
    ]
    dependencies = []
    operations = [
        CreateModels(
            migrations.CreateModel(
                name="Person",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("name", models.CharField(max_length=80)),
                    ("name_key", models.CharField(db_collation="C", max_length=80)),
                    ("pinyin", models.CharField(db_collation="C", max_length=240)),
                    ("initials", models.CharField(db_collation="C", max_length=40)),
                    ("sex", models.CharField(blank=True, max_length=1)),
                    ("born", models.DateField(null=True)),
                    ("number_kind", models.CharField(blank=True, max_length=20)),
                    ("number", models.BinaryField(null=True)),
                    ("number_index", models.BinaryField(null=True)),
                    ("known_at", models.DateTimeField()),
                    (
                        "merged_into",
                        models.ForeignKey(db_index=False, null=True, on_delete=models.PROTECT, related_name="merged", to="people.person"),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["pinyin", "id"], name="person_pinyin"),
                        models.Index(
                            condition=models.Q(("merged_into__isnull", True), ("number_index__isnull", True)), fields=["pinyin"], name="person_numberless"
                        ),
                        GinIndex(models.Func(models.F("name_key"), models.Value(None), function="string_to_array"), name="person_characters"),
                        models.Index(Replace(models.F("pinyin"), models.Value(" "), models.Value("")), name="person_sound"),
                        models.Index(condition=models.Q(("merged_into__isnull", False)), fields=["merged_into"], name="person_merged"),
                        models.Index(fields=["initials"], name="person_initials"),
                        models.Index(fields=["born"], name="person_born"),
                        models.Index(
                            condition=models.Q(models.Q(("number_kind", "mainland"), _negated=True), models.Q(("number_kind", ""), _negated=True)),
                            fields=["number_kind"],
                            name="person_kind",
                        ),
                        BrinIndex(autosummarize=True, fields=["known_at"], name="person_known"),
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("merged_into__isnull", True), ("number_index__isnull", False)),
                            fields=("number_index",),
                            name="person_number_once",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="MergeRecord",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("moved", models.JSONField(default=dict)),
                    ("at", models.DateTimeField()),
                    ("by", models.BigIntegerField()),
                    ("undoes", models.OneToOneField(null=True, on_delete=models.PROTECT, related_name="undone_by", to="people.mergerecord")),
                    ("gone", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="people.person")),
                    ("kept", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="people.person")),
                    ("reason", SealedTextField(blank=True, null=True)),
                ],
            ),
            migrations.CreateModel(
                name="PersonPhone",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("number", models.BinaryField()),
                    ("number_index", models.BinaryField()),
                    ("known_at", models.DateTimeField()),
                    ("person", models.ForeignKey(db_constraint=False, on_delete=models.CASCADE, related_name="phones", to="people.person")),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("number_index", "person"), name="phone_once"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Household",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("known_at", models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name="HouseholdMember",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("since", models.DateTimeField()),
                    ("until", models.DateTimeField(null=True)),
                    ("by", models.BigIntegerField()),
                    ("household", models.ForeignKey(on_delete=models.PROTECT, related_name="members", to="people.household")),
                    ("person", models.ForeignKey(on_delete=models.PROTECT, related_name="households", to="people.person")),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(condition=models.Q(("until__isnull", True)), fields=("person",), name="household_one_now"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Need",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("minor", "minor with a guardian"),
                                ("pregnant", "pregnant"),
                                ("dialysis", "on dialysis"),
                                ("chronic", "chronic illness"),
                                ("alone", "old and living alone"),
                                ("disabled", "disabled"),
                                ("other", "something else"),
                            ],
                            max_length=10,
                        ),
                    ),
                    ("detail", SealedTextField(blank=True, null=True)),
                    ("helper", SealedTextField(blank=True, null=True)),
                    ("known_at", models.DateTimeField()),
                    ("by", models.BigIntegerField()),
                    ("ended_at", models.DateTimeField(null=True)),
                    ("person", models.ForeignKey(on_delete=models.PROTECT, related_name="needs", to="people.person")),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(condition=models.Q(("ended_at__isnull", True)), fields=("person", "kind"), name="need_kind_once"),
                    ],
                },
            ),
        ),
    ]
