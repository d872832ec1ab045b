from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from programmes.loading import LoadError, load_programmes, programme_names
from programmes.models import change_reason


class Command(BaseCommand):
    help = (
        "fixtures/ のTOMLから、協定と年度プログラムを読み込みます。"
        "違うところだけを書き、二度目は何も変えません。一つでも誤りがあれば何も書きません。"
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "programmes", nargs="*", metavar="協定/年度", help="例：nec/2025（なければ、すべて）"
        )
        parser.add_argument(
            "--if-new",
            action="store_true",
            help="すでにあるものは変えません（職員の編集が残ります）。",
        )
        parser.add_argument(
            "--folder",
            type=Path,
            default=settings.BASE_DIR / "fixtures",
            help="TOMLのあるフォルダ（既定：fixtures）",
        )

        parser.add_argument(
            "--reason",
            default="",
            help="公表した数字のもとになる記録を変えるときの、変更の理由（履歴に残ります）。",
        )

    def handle(self, programmes, if_new, folder, reason, verbosity, **options):
        try:
            with change_reason(reason):
                names = programmes or programme_names(folder)
                report = load_programmes(names, folder, only_new=if_new)
        except LoadError as error:
            raise CommandError(str(error)) from error
        for name, tally in report if verbosity else []:
            self.stdout.write(f"{name}: {tally or 'already there, left as it is'}")
