"""Reads the lists that councils publish as tables: registers of contracts and grants, invitations, pipelines."""
