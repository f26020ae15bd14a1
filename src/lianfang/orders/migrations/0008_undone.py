"""What Today asks of orders: the tests without a result, the stages that are over."""

from django.db import migrations, models

FILL = """
UPDATE orders_duetest t SET done = TRUE
FROM orders_testresult q WHERE q.test_id = t.id AND q.known_to IS NULL;
SET CONSTRAINTS ALL IMMEDIATE;
"""
# Who writes results has locked their tests, so that no other result comes between.
TEST_DONE = """
CREATE FUNCTION orders_test_done() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE orders_duetest t SET done = NOT t.done
    FROM (SELECT DISTINCT test_id FROM fresh) f
    WHERE t.id = f.test_id AND t.known_to IS NULL
      AND t.done <> EXISTS (SELECT FROM orders_testresult q WHERE q.test_id = t.id AND q.known_to IS NULL);
    RETURN NULL;
END $$;
CREATE TRIGGER test_done AFTER INSERT ON orders_testresult
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION orders_test_done();
CREATE TRIGGER test_done_again AFTER UPDATE ON orders_testresult
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION orders_test_done();
"""
BACK = """
DROP TRIGGER test_done_again ON orders_testresult;
DROP TRIGGER test_done ON orders_testresult;
DROP FUNCTION orders_test_done();
"""


class Migration(migrations.Migration):

    dependencies = [("orders", "0007_sealed_texts")]

    operations = [
        migrations.AddField("duetest", "done", models.BooleanField(default=False)),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddIndex(
            "duetest",
            models.Index(
                condition=models.Q(("done", False), ("known_to__isnull", True)),
                fields=["closes_at", "id"],
                include=("order", "town", "community", "grid"),
                name="test_undone",
            ),
        ),
        migrations.AddIndex(
            "stage",
            models.Index(
                models.Func("period", function="upper"),
                condition=models.Q(("state", "running")),
                name="stage_running_end",
            ),
        ),
        migrations.RunSQL(TEST_DONE, BACK),
    ]
