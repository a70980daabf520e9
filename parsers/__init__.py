"""Turns bytes into records and issues; knows no network, database, clock or setting."""
