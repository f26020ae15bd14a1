"""Who bears a surname's character in the given name is found without all who bear the surname."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models
from django.db.models.functions import Substr


class Migration(migrations.Migration):
    dependencies = [("people", "0002_known_exactly")]
    operations = [
        migrations.AddIndex(
            "person",
            GinIndex(
                models.Func(Substr("name_key", 2), models.Value(None), function="string_to_array"),
                name="person_given",
            ),
        ),
        migrations.RunSQL("ANALYZE people_person", migrations.RunSQL.noop),  # how frequent each character is
    ]
