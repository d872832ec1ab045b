"""Settings, all from the environment (or from `.env` beside manage.py); see README, "Production".

A value that production cannot do without has no default: the portal then refuses to start and
names the variable.
"""

from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
env.read_env(BASE_DIR / ".env")


def required(read, name):
    """The variable as `read` understands it; an unset and an empty one are refused alike."""
    value = read(name, default=None)
    if not value:
        raise ImproperlyConfigured(f"Set the {name} environment variable (or put it into .env).")
    return value


DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = required(env.str, "SECRET_KEY")
ALLOWED_HOSTS = required(env.list, "ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
CONTACT_EMAIL = env.str("CONTACT_EMAIL", default="")

# What runs the six strands; each brings all that is its own, and the portal knows no other name.
STRANDS = ["produce", "events", "probono"]

INSTALLED_APPS = [
    "programmes.accounts.apps.PeopleConfig",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    # After those above, because they put forms of their own in the place of theirs.
    "programmes",
    "programmes.accounts",
    *STRANDS,
    "programmes.apps.BackOfficeConfig",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "simple_history",
    "csp",
]

MIDDLEWARE = [
    "programmes.public.health.probes",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # a page is mostly text; static files have theirs
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "programmes.accounts.middleware.second_factor",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",  # turns the refusal of one locked out into its page
]

ROOT_URLCONF = "fukushima_portal.urls"
WSGI_APPLICATION = "fukushima_portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "programmes.public.languages.languages",
            ],
            "builtins": [
                f"programmes.templatetags.{name}"
                for name in ("text", "addresses", "json_ld", "sharing")
            ],
        },
    },
]

DATABASES = {
    "default": env.db("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'var' / 'db.sqlite3'}")
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    Path(DATABASES["default"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    # A writer takes its lock when the transaction begins and others wait for it; readers go on.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 90,  # longer than the longest import holds the lock
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Per process; safe, because every key carries the version of what it was made from.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"

# Whether those who publish or administer need a second factor: off only on one machine.
SECOND_FACTOR = env.bool("SECOND_FACTOR", default=True)

ACCOUNT_ADAPTER = "programmes.accounts.adapters.SignIn"
ACCOUNT_FORMS = {
    "login": "programmes.accounts.forms.PasswordForm",
    "reauthenticate": "programmes.accounts.forms.PasswordAgainForm",
}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]  # for the check only: nobody signs up
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True  # for SESSION_COOKIE_AGE; nobody is asked
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
# Failures are counted by axes, in the database: the memory of one process forgets them.
ACCOUNT_RATE_LIMITS = {"login_failed": None}
MFA_ADAPTER = "programmes.accounts.adapters.SecondFactor"
MFA_FORMS = {
    "authenticate": "programmes.accounts.forms.CodeForm",
    "reauthenticate": "programmes.accounts.forms.CodeAgainForm",
    "activate_totp": "programmes.accounts.forms.FirstCodeForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "ふくしま連携ポータル"
MFA_TOTP_TOLERANCE = 1  # a code may be 30 seconds old: not everybody types fast

# Five failures of an account at an address lock it there; see Lockout for each alone.
AXES_HANDLER = "programmes.accounts.lockout.Lockout"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "username", "ip_address"]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=20)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "programmes.accounts.lockout.address_of"
AXES_LOCKOUT_CALLABLE = "programmes.accounts.lockout.locked_out"
AXES_SENSITIVE_PARAMETERS = ["code", "csrfmiddlewaretoken"]
AXES_ENABLE_ADMIN = False  # programmes.accounts.admin shows what is of use
AXES_VERBOSE = False

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "fukushima_portal" / "locale"]
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Photos; no web server may serve this folder: a view looks at consent each time.
MEDIA_ROOT = env.str("MEDIA_ROOT", default=str(BASE_DIR / "var" / "media"))
FILE_UPLOAD_HANDLERS = [
    "programmes.lib.uploads.UploadSizeLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# The largest entry grid with a question at every cell (produce.grid: MOST_CELLS of five fields),
# and some more. Django's 1,000 would refuse 17 outlets by 31 days, and lose what was typed.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000 * 5 + 200

# HTTPS=off is for one machine without a certificate (`make run`, the tests).
HTTPS = env.bool("HTTPS", default=True)
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS and env.bool("HSTS_INCLUDE_SUBDOMAINS", default=True)
SECURE_HSTS_PRELOAD = HTTPS and env.bool("HSTS_PRELOAD", default=True)
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 60 * 60 * 12
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
PERMISSIONS_POLICY = {
    feature: []
    for feature in ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
