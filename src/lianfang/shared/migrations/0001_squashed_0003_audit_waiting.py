"""The ground: audit, outbox, stored files, idempotency, saved filters and the marks of knowledge."""

from django.db import migrations, models

from lianfang.shared.migrating import CreateModels


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("shared", "0001_initial"),
        ("shared", "0002_knowledge_mark"),
        ("shared", "0003_audit_waiting"),
    ]
    dependencies = []
    operations = [
        CreateModels(
            migrations.CreateModel(
                name="AuditEntry",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("at", models.DateTimeField()),
                    ("actor_id", models.BigIntegerField()),
                    ("actor_name", models.CharField(max_length=60)),
                    ("role", models.CharField(max_length=20)),
                    ("action", models.CharField(max_length=60)),
                    ("object_kind", models.CharField(max_length=40)),
                    ("object_id", models.CharField(blank=True, max_length=80)),
                    ("reason", models.CharField(blank=True, max_length=200)),
                    ("detail", models.JSONField(default=dict)),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["at", "id"], name="audit_at"),
                        models.Index(fields=["object_kind", "object_id"], name="audit_object"),
                        models.Index(fields=["actor_id", "at"], name="audit_actor"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="AuditSeal",
                fields=[
                    ("position", models.BigIntegerField(primary_key=True, serialize=False)),
                    ("chain", models.BinaryField(max_length=32)),
                    ("sealed_at", models.DateTimeField()),
                    ("entry", models.OneToOneField(on_delete=models.PROTECT, related_name="seal", to="shared.auditentry")),
                ],
            ),
            migrations.CreateModel(
                name="IdempotencyKey",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("key", models.CharField(max_length=80)),
                    ("actor_id", models.BigIntegerField()),
                    ("action", models.CharField(max_length=60)),
                    ("answer", models.JSONField(default=dict)),
                    ("at", models.DateTimeField()),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("actor_id", "action", "key"), name="idempotency_once"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="OutboxNews",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("topic", models.CharField(max_length=60)),
                    ("payload", models.JSONField(default=dict)),
                    ("at", models.DateTimeField()),
                    ("delivered_at", models.DateTimeField(null=True)),
                ],
                options={
                    "indexes": [
                        models.Index(condition=models.Q(("delivered_at__isnull", True)), fields=["id"], name="outbox_waiting"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="SavedFilter",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("staff_id", models.BigIntegerField()),
                    ("table", models.CharField(max_length=40)),
                    ("name", models.CharField(max_length=60)),
                    ("query", models.JSONField(default=dict)),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("staff_id", "table", "name"), name="filter_name_once"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="StoredFile",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("kind", models.CharField(max_length=20)),
                    ("filename", models.CharField(max_length=255)),
                    ("media_type", models.CharField(blank=True, max_length=120)),
                    ("size", models.BigIntegerField()),
                    ("sha256", models.CharField(max_length=64)),
                    ("path", models.CharField(max_length=255)),
                    ("key_id", models.CharField(max_length=16)),
                    ("made_at", models.DateTimeField()),
                    ("made_by", models.BigIntegerField()),
                    ("delete_on", models.DateField(null=True)),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["kind", "sha256"], name="file_digest"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="KnowledgeMark",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("closed_at", models.DateTimeField(db_index=True)),
                ],
            ),
            migrations.CreateModel(
                name="AuditWaiting",
                fields=[
                    (
                        "entry",
                        models.OneToOneField(on_delete=models.PROTECT, primary_key=True, related_name="waiting", serialize=False, to="shared.auditentry"),
                    ),
                ],
            ),
        ),
    ]
