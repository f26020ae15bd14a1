"""How many leads belong to which place, as figures ask for it, so that the server counts no million for a small list."""

from django.db import migrations

LEARN = """
CREATE STATISTICS leads_lead_town ON (nullif(town, '')) FROM leads_lead;
CREATE STATISTICS leads_lead_community ON (nullif(community, '')) FROM leads_lead;
CREATE STATISTICS leads_lead_grid ON (nullif(grid, '')) FROM leads_lead;
"""
FORGET = "DROP STATISTICS leads_lead_town, leads_lead_community, leads_lead_grid;"


class Migration(migrations.Migration):

    dependencies = [("leads", "0011_open_or_unanswered")]

    operations = [migrations.RunSQL(LEARN, FORGET)]
