"""Single sign-on by OpenID Connect: providers, accounts tied to them, the way there and back."""
