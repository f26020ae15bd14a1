"""Those who run have an index by their start, which Today reads without all that ever began."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0004_what_filters_ask")]
    operations = [
        migrations.AddIndex(
            "order",
            models.Index(fields=["starts_at", "id"], name="order_run", condition=models.Q(state="running")),
        )
    ]
