"""An order keeps the journey of its lead, as it keeps its address."""

from django.db import migrations, models

TAKE_FROM_LEADS = """
UPDATE orders_order SET from_place = lead.from_place, left_on = lead.left_on, arrived_on = lead.arrived_on
FROM leads_lead lead
WHERE lead.id = lead_id AND (lead.from_place <> '' OR lead.left_on IS NOT NULL OR lead.arrived_on IS NOT NULL);
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0002_spell_until")]
    operations = [
        migrations.AddField(
            "order",
            "from_place",
            models.CharField(blank=True, default="", max_length=120),
            preserve_default=False,
        ),
        migrations.AddField("order", "left_on", models.DateField(null=True)),
        migrations.AddField("order", "arrived_on", models.DateField(null=True)),
        migrations.RunSQL(TAKE_FROM_LEADS, migrations.RunSQL.noop),
    ]
