"""What load balancers ask."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse
from django.views.decorators.http import require_safe


def probes(get_response):
    """Answers load balancers before anything looks at the host: they ask by address."""
    views = {"/healthz": healthz, "/readyz": readyz}

    def middleware(request):
        return views.get(request.path_info, get_response)(request)

    return middleware


@require_safe
def healthz(request):
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(request):
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if pending:
        return HttpResponse("migrations pending\n", content_type="text/plain", status=503)
    return HttpResponse("ready\n", content_type="text/plain")
