from django.core.management.base import BaseCommand, CommandError

from programmes.demo import make_demo
from programmes.lib import periods
from programmes.loading import LoadError


class Command(BaseCommand):
    help = (
        "練習用の架空の協定（demo）を作り、きのうまでの日別の数を入れます。"
        "二度目からは足りない分だけを足し、すでにあるものは変えません。"
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--quick", action="store_true", help="絵と発表を作らずに、数秒で終えます。"
        )

    def handle(self, verbosity, quick, **options):
        if verbosity and not quick:
            self.stdout.write(
                "Making what the fictional programme lacks: counts, drawn pictures, publications\n"
                "(up to a minute the first time) …"
            )
            self.stdout.flush()
        try:
            made = make_demo(quick)
        except LoadError as error:
            raise CommandError(str(error)) from error
        if verbosity:
            self.tell(made)

    def tell(self, made):
        path = made.programme.get_absolute_url()
        days = periods.range_text(made.programme.starts_on, made.programme.ends_on, "en")
        self.stdout.write(f"Fictional programme {path}: {self.added(made)}. Its campaign: {days}.")
        for left in made.left_to_enter:
            self.stdout.write(f"Left for you to enter: {left}.")
        if made.unpublished:
            self.stdout.write(f"Nothing was published: {made.unpublished}")

    def added(self, made):
        counts = (
            (made.tally.new, "entries"),
            (made.pictures, "pictures"),
            (made.versions, "publications"),
        )
        new = [f"{number} {what}" for number, what in counts if number]
        return f"{', '.join(new)} added" if new else "complete already, nothing added"
