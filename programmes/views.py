def languages(request):
    return {}
