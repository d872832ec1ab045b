import secrets

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand

from programmes.models import Role

STAFF, APPROVER = "staff", "approver"
#: what each login is for, in a line
FOR = {
    STAFF: "writes and administers everything",
    APPROVER: "approves press releases, which nobody may do with their own",
}


class Command(BaseCommand):
    help = (
        "Makes the login 'staff', and 'approver' for a second person, with random passwords that "
        "are shown once. Does nothing where there are two people already."
    )

    def handle(self, **options):
        users = get_user_model().objects
        people, made = users.filter(is_active=True), {}  # the demo's can never sign in
        if not (people.exists() or users.filter(username=STAFF).exists()):
            made[STAFF] = secrets.token_urlsafe(12)
            users.create_superuser(STAFF, password=made[STAFF])
        if people.count() < 2 and not users.filter(username=APPROVER).exists():
            made[APPROVER] = secrets.token_urlsafe(12)
            second = users.create_user(APPROVER, password=made[APPROVER], is_staff=True)
            second.groups.set(Group.objects.filter(name=Role.PUBLICATION))
        self.tell(made)

    def tell(self, made):
        if not made:
            self.stdout.write("Logins are kept as they are; nothing to make.")
            return
        self.stdout.write("Made for this machine only; a password is shown only now.")
        for name, password in made.items():
            self.stdout.write(f"  {name} ({FOR[name]})\n    password: {password}")
