from django.shortcuts import get_object_or_404, render

from programmes.public.caching import programme_page

from .models import SchoolProgramme


@programme_page
def school(request, programme, slug):
    schools = SchoolProgramme.objects.filter(programme=programme)
    record = get_object_or_404(schools.select_related("school__municipality", "source"), slug=slug)
    return render(request, "events/school.html", {"programme": programme, "school": record})
