from django.core.management.base import BaseCommand, CommandError

from programmes import periods
from programmes.demo import make_demo
from programmes.loading import LoadError


class Command(BaseCommand):
    help = (
        "練習用の架空の協定（demo）を作り、きのうまでの日別の数を入れます。"
        "二度目からは足りない分だけを足し、すでにあるものは変えません。"
    )

    def handle(self, verbosity, **options):
        try:
            made = make_demo()
        except LoadError as error:
            raise CommandError(str(error)) from error
        if verbosity:
            self.tell(made)

    def tell(self, made):
        new, path = made.tally.new, made.programme.get_absolute_url()
        added = f"{new} entries added" if new else "complete already, nothing added"
        days = periods.range_text(made.programme.starts_on, made.programme.ends_on, "en")
        self.stdout.write(f"Fictional programme {path}: {added}. Its campaign: {days}.")
        if made.missing:
            day, left = periods.day_text(made.last_day, "en"), " and ".join(made.missing)
            self.stdout.write(f"Left for you to enter: {day}, the cafeterias {left}.")
