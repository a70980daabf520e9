"""Accounts: signing in by letter, second factors, sessions, roles, and a person's rights over what is kept of them."""
