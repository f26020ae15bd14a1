"""What somebody asks for on the telephone is kept until it is settled; what was asked for before is open."""

from django.db import migrations, models

from lianfang.shared.fields import SealedTextField

OPEN = """
    UPDATE care_phonecheck SET need = 'open'
    FROM orders_order WHERE orders_order.id = order_id AND orders_order.state = 'running' AND outcome = 'needs'
"""


class Migration(migrations.Migration):
    dependencies = [("care", "0001_initial")]
    operations = [
        migrations.AddField("phonecheck", "need", models.CharField(blank=True, default="", max_length=8), preserve_default=False),
        migrations.AddField("phonecheck", "need_closed_at", models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="CheckStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("move", models.CharField(max_length=10)),
                ("told", SealedTextField(blank=True, null=True)),
                ("true_at", models.DateTimeField()),
                ("known_at", models.DateTimeField()),
                ("by", models.BigIntegerField()),
                ("check_made", models.ForeignKey(on_delete=models.PROTECT, related_name="steps", to="care.phonecheck")),
            ],
        ),
        migrations.RunSQL(OPEN, migrations.RunSQL.noop),
        migrations.AddIndex(
            "phonecheck",
            models.Index(
                condition=models.Q(("need", ""), _negated=True), fields=["checked_at", "id"], name="check_need"
            ),
        ),
    ]
