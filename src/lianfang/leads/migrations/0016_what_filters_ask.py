"""What filters ask of leads is borne by indexes: the characters of texts, the days beside each order of the lists."""

from django.db import migrations, models
from django.contrib.postgres.indexes import GinIndex

DAYS = ["left_on", "arrived_on", "answered_at"]
LEVELS = ["town", "community", "grid"]


def characters_of(field: str) -> models.Func:
    """Return the characters of a text field as an array."""
    return models.Func(models.F(field), models.Value(None), function="string_to_array")


class Migration(migrations.Migration):
    dependencies = [("leads", "0015_no_rejected_source")]
    operations = [
        *(
            operation
            for name in ("due", "received")
            for operation in (
                migrations.RemoveIndex("lead", f"lead_{name}"),
                migrations.AddIndex(
                    "lead",
                    models.Index(fields=[f"{name}_at", "id"], name=f"lead_{name}", include=["town", *DAYS]),
                ),
            )
        ),
        *(
            operation
            for level in LEVELS
            for operation in (
                migrations.RemoveIndex("lead", f"lead_{level}_due"),
                migrations.AddIndex(
                    "lead",
                    models.Index(
                        fields=[level, "state", "due_at", "id"],
                        name=f"lead_{level}_due",
                        include=["person", "received_at", *DAYS],
                    ),
                ),
            )
        ),
        migrations.AddIndex(
            "lead",
            GinIndex(*map(characters_of, ("address", "from_place", "category", "transport")), name="lead_texts"),
        ),
        migrations.RunSQL("ANALYZE leads_lead", migrations.RunSQL.noop),  # how frequent each character is
    ]
