"""A surname is looked for among the leads of a place by an index alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0020_where_rows_are")]
    operations = [
        migrations.RemoveIndex("lead", "lead_pinyin"),
        migrations.AddIndex(
            "lead",
            models.Index(
                fields=["pinyin", "id"], name="lead_pinyin", include=["person", "town", "community", "grid"]
            ),
        ),
    ]
