"""How many spells ended how and belong to which place, so that a figure's first page is not read by the wrong index.

The index on how a spell ended is partial: the server takes no statistics from it.
"""

from django.db import migrations

LEARN = """
CREATE STATISTICS orders_spell_ended_by ON (nullif(ended_by, '')) FROM orders_spell;
CREATE STATISTICS orders_spell_community ON (nullif(community, '')) FROM orders_spell;
CREATE STATISTICS orders_spell_grid ON (nullif(grid, '')) FROM orders_spell;
"""
FORGET = "DROP STATISTICS orders_spell_ended_by, orders_spell_community, orders_spell_grid;"


class Migration(migrations.Migration):

    dependencies = [("orders", "0008_undone")]

    operations = [migrations.RunSQL(LEARN, FORGET)]
