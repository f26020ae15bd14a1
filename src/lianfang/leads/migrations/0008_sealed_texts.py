from django.db import migrations

from lianfang.shared.fields import sealing


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0007_people_of_scope"),
    ]

    operations = [
        sealing("leadmove", "leads_leadmove", "note", "move.note"),
        sealing("call", "leads_call", "note", "call.note"),
        sealing("call", "leads_call", "away_place", "call.away_place"),
        sealing("transferletter", "leads_transferletter", "reply", "letter.reply"),
    ]
