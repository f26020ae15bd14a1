"""Staff, their second factors and where they are signed in."""

from django.conf import settings
from django.db import migrations, models

from lianfang.shared.migrating import CreateModels


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("accounts", "0001_initial"),
        ("accounts", "0002_site_role"),
    ]
    dependencies = []
    operations = [
        CreateModels(
            migrations.CreateModel(
                name="Staff",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("password", models.CharField(max_length=128, verbose_name="password")),
                    ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                    ("username", models.CharField(max_length=40, unique=True)),
                    ("name", models.CharField(max_length=60)),
                    ("post", models.CharField(blank=True, max_length=60)),
                    (
                        "role",
                        models.CharField(
                            choices=[
                                ("commander", "commander"),
                                ("office", "office"),
                                ("data", "data"),
                                ("town", "town"),
                                ("community", "community"),
                                ("grid", "grid"),
                                ("site", "site"),
                                ("inspector", "inspector"),
                                ("auditor", "auditor"),
                                ("system", "system"),
                                ("console", "console"),
                            ],
                            max_length=12,
                        ),
                    ),
                    (
                        "scope_kind",
                        models.CharField(choices=[("county", "county"), ("town", "town"), ("community", "community"), ("grid", "grid")], max_length=10),
                    ),
                    ("scope_code", models.CharField(max_length=24)),
                    ("phone", models.BinaryField(null=True)),
                    ("language", models.CharField(blank=True, max_length=10)),
                    ("is_active", models.BooleanField(default=True)),
                    ("is_demo", models.BooleanField(default=False)),
                    ("must_change_password", models.BooleanField(default=False)),
                    ("made_at", models.DateTimeField()),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["scope_kind", "scope_code"], name="staff_scope"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Authenticator",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("name", models.CharField(help_text="The human-readable name of this device.", max_length=64)),
                    ("confirmed", models.BooleanField(default=True, help_text="Is this device ready for use?")),
                    (
                        "throttling_failure_timestamp",
                        models.DateTimeField(
                            blank=True,
                            default=None,
                            help_text="A timestamp of the last failed verification attempt. Null if last attempt succeeded.",
                            null=True,
                        ),
                    ),
                    ("throttling_failure_count", models.PositiveIntegerField(default=0, help_text="Number of successive failed attempts.")),
                    ("secret", models.BinaryField()),
                    ("last_step", models.BigIntegerField(default=-1)),
                    (
                        "user",
                        models.ForeignKey(help_text="The user that this device belongs to.", on_delete=models.CASCADE, to=settings.AUTH_USER_MODEL),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("user",), name="authenticator_once"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="SignIn",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("session_key", models.CharField(max_length=40, unique=True)),
                    ("browser", models.CharField(blank=True, max_length=160)),
                    ("address", models.CharField(blank=True, max_length=45)),
                    ("started_at", models.DateTimeField()),
                    ("seen_at", models.DateTimeField()),
                    ("ended_at", models.DateTimeField(null=True)),
                    ("staff", models.ForeignKey(on_delete=models.CASCADE, related_name="sign_ins", to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["staff", "ended_at"], name="sign_in_staff"),
                    ],
                },
            ),
        ),
    ]
