from django.core.management.base import BaseCommand

from programmes.models import Photo, Way, by, renditions


class Command(BaseCommand):
    help = (
        "取り下げられた写真と期限の過ぎた写真のファイルを消します（記録は残ります）。"
        "毎晩動かしてください。続けて動かしても、二度目は何もしません。"
    )

    def handle(self, **options):
        with by(Way.COMMAND, "remove_expired_photos"):
            photos = [photo for photo in Photo.objects.overdue() if self._removed(photo)]
        kept = set(Photo.objects.filter(files_removed_on=None).values_list("key", flat=True))
        strays = list(renditions.abandoned(kept))
        for key in strays:
            self.stdout.write(f"{key}: {renditions.remove(key)} files of no photo removed")
        if not photos and not strays:
            self.stdout.write("Nothing to remove.")

    def _removed(self, photo):
        number = photo.remove_overdue_files()
        if number is not None:
            why = "withdrawn" if photo.withdrawn_on else f"expired after {photo.expires_on}"
            self.stdout.write(f"Photo {photo.pk} ({why}): {number} files removed")
        return number is not None
