from django.db import migrations

from lianfang.shared.fields import sealing


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0006_people_of_scope"),
    ]

    operations = [
        sealing("ordermove", "orders_ordermove", "reason", "order.reason"),
    ]
