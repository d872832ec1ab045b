from django.shortcuts import render

from programmes.public.caching import site_page

from .models import Orchard


@site_page
def orchards(request):
    return render(request, "harvest/orchards.html", {"orchards": Orchard.objects.order_by("slug")})
