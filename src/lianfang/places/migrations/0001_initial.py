"""Areas, grids, compounds and who answers for them."""

from django.db import migrations, models

from lianfang.shared.migrating import CreateModels


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        CreateModels(
            migrations.CreateModel(
                name="Area",
                fields=[
                    ("code", models.CharField(max_length=12, primary_key=True, serialize=False)),
                    ("name", models.CharField(max_length=60)),
                    (
                        "level",
                        models.CharField(
                            choices=[("province", "province"), ("city", "city"), ("county", "county"), ("town", "town"), ("village", "village")], max_length=8
                        ),
                    ),
                    ("pinyin", models.CharField(max_length=200)),
                    ("is_own", models.BooleanField(default=False)),
                    ("parent", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="children", to="places.area")),
                ],
            ),
            migrations.CreateModel(
                name="Grid",
                fields=[
                    ("code", models.CharField(max_length=24, primary_key=True, serialize=False)),
                    ("name", models.CharField(max_length=60)),
                    ("group", models.CharField(blank=True, max_length=40)),
                    ("community", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="community_grids", to="places.area")),
                    ("town", models.ForeignKey(on_delete=models.PROTECT, related_name="town_grids", to="places.area")),
                ],
            ),
            migrations.CreateModel(
                name="Responsibility",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("scope_kind", models.CharField(max_length=10)),
                    ("scope_code", models.CharField(max_length=24)),
                    ("post", models.CharField(max_length=40)),
                    ("staff_id", models.BigIntegerField(null=True)),
                    ("name", models.CharField(max_length=60)),
                    ("phone", models.BinaryField(null=True)),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["scope_kind", "scope_code"], name="responsibility_scope"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="GridVillage",
                fields=[
                    (
                        "village",
                        models.OneToOneField(on_delete=models.CASCADE, primary_key=True, related_name="grid_link", serialize=False, to="places.area"),
                    ),
                    ("grid", models.ForeignKey(on_delete=models.CASCADE, related_name="village_links", to="places.grid")),
                ],
            ),
            migrations.CreateModel(
                name="Compound",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("name", models.CharField(max_length=60)),
                    ("community", models.ForeignKey(on_delete=models.CASCADE, related_name="compounds", to="places.area")),
                    ("grid", models.ForeignKey(on_delete=models.CASCADE, related_name="compounds", to="places.grid")),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("community", "name"), name="compound_once"),
                    ],
                },
            ),
        ),
    ]
