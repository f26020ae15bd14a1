"""A stage bears when its person's previous and next one started, so that an index tells whom another followed.

In a town, a community and a grid others may be the neighbours: of those alone that lie there.
"""

from django.db import migrations, models

_LEVELS = ("", "town_", "community_", "grid_")
_NEIGHBOURS = [f"{level}{side}_at" for level in _LEVELS for side in ("previous", "next")]
_FOUND = ", ".join(
    f"{window}(starts_at) OVER {level}w AS {level}{side}_at"
    for level in _LEVELS
    for side, window in (("previous", "lag"), ("next", "lead"))
)
_WINDOWS = ", ".join(
    f"{level}w AS (PARTITION BY person_id{', ' + level[:-1] if level else ''} ORDER BY starts_at, stage_id)"
    for level in _LEVELS
)
WRITE = f"""
UPDATE orders_spell s SET ({", ".join(_NEIGHBOURS)}) = ROW(n.{", n.".join(_NEIGHBOURS)})
FROM (SELECT id, {_FOUND} FROM orders_spell WHERE known_to IS NULL {{of}} WINDOW {_WINDOWS}) n
WHERE n.id = s.id
      AND (s.{", s.".join(_NEIGHBOURS)}) IS DISTINCT FROM (n.{", n.".join(_NEIGHBOURS)});
"""
_FRESH = "SELECT person_id FROM fresh"

# Who writes a stage has locked its person (`lock_person`), so that nobody else writes another of theirs meanwhile.
_KEPT = f"""
CREATE FUNCTION orders_neighbours() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {WRITE.format(of=f"AND person_id IN ({_FRESH})")}
    RETURN NULL;
END $$;
CREATE FUNCTION orders_neighbours_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {WRITE.format(of=f"AND person_id IN ({_FRESH} UNION ALL SELECT person_id FROM gone)")}
    RETURN NULL;
END $$;
CREATE TRIGGER neighbours AFTER INSERT ON orders_spell
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION orders_neighbours();
CREATE TRIGGER neighbours_again AFTER UPDATE ON orders_spell
REFERENCING NEW TABLE AS fresh OLD TABLE AS gone FOR EACH STATEMENT
WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION orders_neighbours_again();
"""
_BACK = """
DROP TRIGGER neighbours_again ON orders_spell;
DROP TRIGGER neighbours ON orders_spell;
DROP FUNCTION orders_neighbours_again();
DROP FUNCTION orders_neighbours();
"""

_DROP = "DROP INDEX spell_unexplained;"
_MADE = """
CREATE INDEX spell_unexplained ON orders_spell (person_id)
INCLUDE (starts_at, stage_id, ends_at, town, community, grid{more})
WHERE known_to IS NULL
AND (nullif(ended_by, '') IS NULL OR NOT nullif(ended_by, '') = ANY('{{released,left,transferred,died}}'));
"""
# Who is in a stage at a moment is read from the index that tells it, without the table.
_UNTIL = """
DROP INDEX spell_until;
CREATE INDEX spell_until ON orders_spell (coalesce(ends_at, 'infinity'::timestamptz)){more} WHERE known_to IS NULL;
"""
_TOLD = " INCLUDE (ends_at, starts_at, stage_id, person_id, place, town, community, grid)"
_NEXT = "".join(f", {level}next_at" for level in _LEVELS)


class Migration(migrations.Migration):
    dependencies = [("orders", "0010_unexplained_of_places")]
    operations = [
        *(migrations.AddField("spell", name, models.DateTimeField(null=True)) for name in _NEIGHBOURS),
        migrations.RunSQL(WRITE.format(of=""), migrations.RunSQL.noop),
        migrations.RunSQL(_KEPT, _BACK),
        migrations.RunSQL(_DROP + _MADE.format(more=_NEXT), _DROP + _MADE.format(more="")),
        migrations.RunSQL(_UNTIL.format(more=_TOLD), _UNTIL.format(more="")),
        migrations.RemoveIndex("spell", "spell_latest"),
        migrations.AddIndex(
            "spell",
            models.Index(
                fields=["person", "-starts_at", "-stage"],
                name="spell_latest",
                include=["place", "ends_at", "ended_by", "town", "category", "next_at"],
                condition=models.Q(known_to__isnull=True),
            ),
        ),
        migrations.AddIndex(
            "spell",
            models.Index(
                fields=["stage"],
                name="spell_later",
                include=[
                    *("person", "starts_at", "ends_at", "ended_by", "place", "town", "community", "grid"),
                    *(f"{level}previous_at" for level in _LEVELS),
                ],
                condition=models.Q(known_to__isnull=True)
                & (
                    models.Q(previous_at__isnull=False)
                    | models.Q(town_previous_at__isnull=False)
                    | models.Q(community_previous_at__isnull=False)
                    | models.Q(grid_previous_at__isnull=False)
                ),
            ),
        ),
    ]
