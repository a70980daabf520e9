"""Tests mirror the four rooms; real files in, figures out."""
