"""The orders that ended or were issued on a day are found by it, without a look at every other."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0007_what_figures_ask")]
    operations = [
        migrations.AddIndex("order", models.Index(fields=[f"{day}_at"], name=f"order_{day}"))
        for day in ("ended", "issued")
    ]
