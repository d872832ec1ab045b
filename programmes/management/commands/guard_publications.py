from django.core.management.base import BaseCommand
from django.db import connections

from programmes.models import immutability


class Command(BaseCommand):
    help = "Makes the triggers anew that keep issued publications from being changed."

    def add_arguments(self, parser):
        parser.add_argument("--database", default="default")

    def handle(self, *, database, **options):
        lost = immutability.missing(database)
        immutability.install(connections[database])
        self.stdout.write(f"{len(lost)} were missing: {', '.join(lost) or '-'}")
