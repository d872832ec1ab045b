"""The pages of signing in; of the library's only those that are of use without mail."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import path

from . import views

urlpatterns = [
    path("admin/login/", views.admin_login),
    path("accounts/login/", account.login, name="account_login"),
    path("accounts/logout/", account.logout, name="account_logout"),
    path("accounts/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("accounts/code/", mfa.authenticate, name="mfa_authenticate"),
    path("accounts/code/reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("accounts/second-factor/", mfa.index, name="mfa_index"),
    path("accounts/second-factor/set-up/", views.SetUp.as_view(), name="mfa_activate_totp"),
    path("accounts/second-factor/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("accounts/recovery-codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "accounts/recovery-codes/new/",
        recovery.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "accounts/recovery-codes/download/",
        recovery.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
]
