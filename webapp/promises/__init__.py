"""Promises to release software, what became of them, and campaigns that ask for it."""
