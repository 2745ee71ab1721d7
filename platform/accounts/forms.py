"""What a learner may change about the account."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SignupForm,
)
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.selectors import email_is_taken


class ProfileForm(forms.Form):
    """What a learner says about the account. A new email address needs the password: it is the key to the account."""

    first_name = forms.CharField(
        label=_("Name"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("How the site calls you."),
    )
    email = forms.EmailField(
        label=_("Email address"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("Where a link to reset your password goes."),
    )
    password = forms.CharField(
        label=_("Your password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text=_("Only needed for a new email address."),
    )
    shows_days = forms.BooleanField(label=_("Show the calendar of my days on my progress page"), required=False)

    def __init__(self, data: Any = None, *, user: User) -> None:
        kept = {"first_name": user.first_name, "email": user.email, "shows_days": user.shows_days}
        super().__init__(data, initial=kept)
        self._user = user

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if email_is_taken(email, by_other_than=self._user):
            raise forms.ValidationError(_("Another account uses this address."))
        return email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        moved = cleaned.get("email", self._user.email) != self._user.email
        if moved and not self._user.check_password(cleaned.get("password", "")):
            self.add_error("password", _("Enter your password to change the email address."))
        return cleaned


class SignInForm(LoginForm):  # type: ignore[misc]
    """Signing in, said in labels alone: a placeholder is gone as soon as one types."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self)
        self.fields["login"].label = _("Username or email address")
        self.fields["password"].help_text = ""  # the page links to the reset itself
        self.fields["remember"].label = _("Stay signed in on this device")


class SignUpForm(SignupForm):  # type: ignore[misc]
    """Making an account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self)
        self.fields["email"].label = _("Email address")
        self.fields["email"].help_text = _("Only used to reset your password.")
        self.fields["password2"].label = _("Password, once more")


class ChangePassword(ChangePasswordForm):  # type: ignore[misc]
    """A new password for somebody who knows the old one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self)
        _name_new_passwords(self)
        self.fields["oldpassword"].label = _("Current password")


class ResetPassword(ResetPasswordForm):  # type: ignore[misc]
    """Asking for a link to set a new password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self)
        self.fields["email"].label = _("Email address")


class ResetPasswordKey(ResetPasswordKeyForm):  # type: ignore[misc]
    """Setting a new password by such a link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self)
        _name_new_passwords(self)


class ConfirmWithPassword(ReauthenticateForm):  # type: ignore[misc]
    """Entering the password once more before something that can't be undone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self)
        self.fields["password"].label = _("Your password")
        self.fields["password"].help_text = ""


def _name_new_passwords(form: forms.Form) -> None:
    form.fields["password1"].label = _("New password")
    form.fields["password2"].label = _("New password, once more")


def _plain(form: forms.Form) -> None:
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
