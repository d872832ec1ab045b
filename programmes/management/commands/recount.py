from django.core.management.base import BaseCommand, CommandError

from programmes.audit import recount


class Command(BaseCommand):
    help = (
        "すべての数字を、元の行からもう一度数え直し、公表したもののチェックサムを確かめます。"
        "違いがあれば一行ずつ示し、エラーで終わります。毎晩動かしてください。"
    )

    def add_arguments(self, parser):
        parser.add_argument("--quiet", action="store_true", help="一致していれば何も出しません。")

    def handle(self, *, quiet, **options):
        result = recount()
        line = "{where}: {what}: {ours} - recounted: {recounted}"
        for difference in result.differences:
            self.stderr.write(line.format(**difference))
        counted = f"{result.figures} figures and {result.publications} publications recounted"
        if result.differences:
            raise CommandError(f"{counted}; differences: {len(result.differences)}")
        if not quiet:
            self.stdout.write(f"{counted}; no difference")
