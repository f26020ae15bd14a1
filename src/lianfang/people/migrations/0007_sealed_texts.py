from django.db import migrations

from lianfang.shared.fields import sealing


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0006_lean_writes"),
    ]

    operations = [
        sealing("mergerecord", "people_mergerecord", "reason", "merge.reason"),
    ]
