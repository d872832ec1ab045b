from django.contrib import admin

from programmes.admin import RecordAdmin

from .models import Picking

admin.site.register(Picking, RecordAdmin)
