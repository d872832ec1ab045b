from django.contrib import admin

from programmes.admin import EventAdmin, RecordAdmin, TrackedInline

from .models import Orchard, Picking

admin.site.register(Picking, RecordAdmin)
EventAdmin.add_inline(TrackedInline.of(Orchard, fields=("slug", "name")))
