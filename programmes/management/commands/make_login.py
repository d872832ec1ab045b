import secrets

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Makes the login 'staff' with a random password, shown once, if there is no user yet."

    def handle(self, **options):
        users = get_user_model().objects
        if users.exists():
            self.stdout.write("Logins are kept as they are; nothing to make.")
            return
        password = secrets.token_urlsafe(12)
        users.create_superuser("staff", password=password)
        self.stdout.write(
            "A staff login was made for this machine only; the password is shown only now.\n"
            f"  name:     staff\n  password: {password}"
        )
