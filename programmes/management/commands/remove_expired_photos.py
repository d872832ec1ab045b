from functools import partial

from django.core.management.base import BaseCommand, CommandError

from programmes.models import ChangeSource, Photo, change_source, renditions

#: so many folders of no photo may be left by processes that died; more mean another database
FEW, SHARE = 3, 0.05
REFUSED = (
    "{strays} of {every} folders belong to no photo of this database, as if it were another one, "
    "new or restored: they are left alone. Check DATABASE_URL and MEDIA_ROOT. If they really are "
    "of no use, move them away by hand."
)


class Command(BaseCommand):
    help = (
        "取り下げられた写真と期限の過ぎた写真のファイルを消します（記録は残ります）。"
        "どの写真のものでもないファイルは、14日間よけておいてから消します。多すぎるときは触りません。"
        "毎晩動かしてください。続けて動かしても、二度目は何もしません。"
    )

    def add_arguments(self, parser):
        hint = "何をするかを示すだけで、何も変えません。"
        parser.add_argument("--dry-run", action="store_true", help=hint)

    def handle(self, dry_run, **options):
        is_any = False
        with change_source(ChangeSource.COMMAND, "remove_expired_photos"):
            for whose, done, act in _acts():
                number = "" if dry_run else act()
                if number is not None:
                    is_any = True
                    become = f"files would be {done}" if dry_run else f"{number} files {done}"
                    self.stdout.write(f"{whose}: {become}")
        if not is_any:
            self.stdout.write("Nothing to remove.")


def _acts():
    """(whose files, what becomes of them, the act that returns their number) of each."""
    for photo in list(Photo.objects.overdue()):
        why = "withdrawn" if photo.withdrawn_on else f"expired after {photo.expires_on}"
        yield f"Photo {photo.pk} ({why})", "removed", photo.remove_overdue_files
    for key in renditions.set_aside_long_ago():
        remove = partial(renditions.remove, key, renditions.ASIDE)
        yield f"{key} (of no photo)", "removed", remove
    for key in _strays():
        yield f"{key} (of no photo)", "set aside", partial(renditions.set_aside, key)


def _known():
    return set(Photo.objects.filter(files_removed_on=None).values_list("key", flat=True))


def _strays():
    strays, every = renditions.abandoned(_known()), len(list(renditions.keys()))
    if len(strays) > max(FEW, SHARE * every):
        raise CommandError(REFUSED.format(strays=len(strays), every=every))
    return strays
