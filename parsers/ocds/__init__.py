"""Reads contracting data: releases of the Open Contracting Data Standard, and what other portals can be turned into."""
