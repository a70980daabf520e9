"""Signing in, second factors, sessions, and what a person can ask about themselves."""
