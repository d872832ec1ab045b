from django.shortcuts import get_object_or_404, render

from programmes.figures import results
from programmes.lib import periods
from programmes.public.caching import programme_page

from .models import Community, Project


@programme_page
def community(request, programme, slug):
    counted = Community.objects.filter(counting_lines__programme=programme)
    found = get_object_or_404(counted.select_related("host").distinct(), slug=slug)
    by_slug = results(programme)
    lines = found.counting_lines.filter(programme=programme).prefetch_related("communities")
    return render(
        request,
        "probono/community.html",
        {
            "programme": programme,
            "community": found,
            "counts": [
                (by_slug[line.slug], [other for other in line.communities.all() if other != found])
                for line in lines
            ],
        },
    )


@programme_page
def project(request, programme, slug):
    named = ("client__municipality", "municipality", "need__municipality", "source")
    projects = Project.objects.filter(programme=programme).select_related(*named)
    found = get_object_or_404(projects, slug=slug)
    is_over = bool(found.ends_on and found.ends_on < periods.today())
    context = {"programme": programme, "project": found, "is_over": is_over}
    return render(request, "probono/project.html", context)
