"""What filters ask of orders is borne by indexes: the characters of texts, days beside each order of the lists."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models

ASKED = ["town", "state", "left_on", "arrived_on", "ended_at", "issued_at"]


def characters_of(field: str) -> models.Func:
    """Return the characters of a text field as an array."""
    return models.Func(models.F(field), models.Value(None), function="string_to_array")


class Migration(migrations.Migration):
    dependencies = [("orders", "0003_journey")]
    operations = [
        *(
            operation
            for one, other in (("start", "end"), ("end", "start"))
            for operation in (
                migrations.RemoveIndex("order", f"order_{one}"),
                migrations.AddIndex(
                    "order",
                    models.Index(
                        fields=[f"{one}s_at", "id"], name=f"order_{one}", include=[f"{other}s_at", *ASKED]
                    ),
                ),
            )
        ),
        migrations.AddIndex("order", GinIndex(*map(characters_of, ("address", "from_place")), name="order_texts")),
        migrations.RunSQL("ANALYZE orders_order", migrations.RunSQL.noop),  # how frequent each character is
    ]
