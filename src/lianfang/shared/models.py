"""The ground's tables: audit, outbox, idempotency keys and stored files."""

from __future__ import annotations

from django.db import models

from lianfang.shared.classify import ACCOUNT, Personal


class AppendOnly(models.Model):
    """Rows that are written once: a trigger and the application's rights refuse UPDATE and DELETE."""

    class Meta:
        abstract = True


class AuditEntry(AppendOnly):
    """Who did or read what, when and why; never a personal value."""

    at = models.DateTimeField()
    actor_id = models.BigIntegerField()
    actor_name = models.CharField(max_length=60)
    role = models.CharField(max_length=20)
    action = models.CharField(max_length=60)
    object_kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    detail = models.JSONField(default=dict)

    PERSONAL = {"actor_name": ACCOUNT}
    NOT_PERSONAL = ("id", "at", "actor_id", "role", "action", "object_kind", "object_id", "reason", "detail")

    class Meta:
        indexes = [
            models.Index(fields=["at", "id"], name="audit_at"),
            models.Index(fields=["object_kind", "object_id"], name="audit_object"),
            models.Index(fields=["actor_id", "at"], name="audit_actor"),
        ]


class AuditSeal(AppendOnly):
    """One link of the chain: the digest of an entry and of the link before it."""

    position = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(AuditEntry, on_delete=models.PROTECT, related_name="seal")
    chain = models.BinaryField(max_length=32)
    sealed_at = models.DateTimeField()

    PERSONAL: dict[str, Personal] = {}
    NOT_PERSONAL = ("position", "entry", "chain", "sealed_at")


class AuditWaiting(models.Model):
    """An entry that has no link of the chain yet; a trigger writes the row beside the entry."""

    entry = models.OneToOneField(AuditEntry, models.PROTECT, primary_key=True, related_name="waiting")

    PERSONAL: dict[str, Personal] = {}
    NOT_PERSONAL = ("entry",)

    def __str__(self) -> str:
        return f"waiting {self.pk}"


class OutboxNews(models.Model):
    """What happened in a room, told upward after the commit; ids only."""

    topic = models.CharField(max_length=60)
    payload = models.JSONField(default=dict)
    at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)

    PERSONAL: dict[str, Personal] = {}
    NOT_PERSONAL = ("id", "topic", "payload", "at", "delivered_at")

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="outbox_waiting", condition=models.Q(delivered_at__isnull=True))
        ]


class IdempotencyKey(models.Model):
    """A caller's key for one write and what the write answered."""

    key = models.CharField(max_length=80)
    actor_id = models.BigIntegerField()
    action = models.CharField(max_length=60)
    answer = models.JSONField(default=dict)
    at = models.DateTimeField()

    PERSONAL: dict[str, Personal] = {}
    NOT_PERSONAL = ("id", "key", "actor_id", "action", "answer", "at")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor_id", "action", "key"], name="idempotency_once")]


class StoredFile(models.Model):
    """A received or produced file, encrypted on disk under LIANFANG_HOME/files."""

    kind = models.CharField(max_length=20)
    filename = models.CharField(max_length=255)
    media_type = models.CharField(max_length=120, blank=True)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=255)
    key_id = models.CharField(max_length=16)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField()
    delete_on = models.DateField(null=True)

    PERSONAL = {"filename": Personal("tell one received file from another", 60)}
    NOT_PERSONAL = (
        "id", "kind", "media_type", "size", "sha256", "path", "key_id", "made_at", "made_by", "delete_on",
    )  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["kind", "sha256"], name="file_digest")]


class KnowledgeMark(AppendOnly):
    """The instant of a signature: nothing learned later may claim to have been known by then."""

    closed_at = models.DateTimeField(db_index=True)

    PERSONAL: dict[str, Personal] = {}
    NOT_PERSONAL = ("id", "closed_at")


class SavedFilter(models.Model):
    """A list's filter that one member of staff keeps under a name."""

    staff_id = models.BigIntegerField()
    table = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    query = models.JSONField(default=dict)

    PERSONAL: dict[str, Personal] = {}
    NOT_PERSONAL = ("id", "staff_id", "table", "name", "query")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff_id", "table", "name"], name="filter_name_once")]
