"""What is worth checking: payments and awards that fit a stated rule, with evidence and the ways they may be fine.

A flag accuses nobody. It says which rule fired, on which rows, how strongly, and how often the rule fires on files that
were really published; a body may answer, and whoever hides a flag must say why in public.
"""
