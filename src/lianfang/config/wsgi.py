"""The WSGI entry that Granian serves."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from lianfang.config.logging import configure
from lianfang.config.settled import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianfang.config.settings")
configure()
application = get_wsgi_application()
settle()
