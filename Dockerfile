FROM python:3.12-slim-bookworm

ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1

# Tables as PDF: layout library and a Japanese typeface.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        fontconfig \
        fonts-morisawa-bizud-gothic \
        libharfbuzz-subset0 \
        libpango-1.0-0 \
        libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/*

RUN useradd --system --create-home --uid 10001 portal
WORKDIR /srv/portal

COPY requirements.lock ./
RUN pip install --require-hashes -r requirements.lock

COPY . .
# The values are for this step only: they are in no layer's environment.
RUN SECRET_KEY=build ALLOWED_HOSTS=build DATABASE_URL=sqlite:////tmp/build.sqlite3 \
        python manage.py collectstatic --no-input --verbosity 0 \
    && mkdir -p var/media \
    && chown portal: var var/media

USER portal
EXPOSE 8000

# The host is one that the portal answers to; a healthy answer needs neither HTTPS nor a database.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os; from urllib.request import Request, urlopen; urlopen(Request('http://127.0.0.1:8000/healthz', headers={'Host': os.environ['ALLOWED_HOSTS'].split(',')[0].lstrip('.*') or 'localhost'}), timeout=4)"]

CMD ["gunicorn", "--worker-class", "gthread", "--workers", "2", "--threads", "4", \
     "--reuse-port", "--no-control-socket", "--worker-tmp-dir", "/dev/shm", \
     "--bind", "0.0.0.0:8000", "fukushima_portal.wsgi"]
