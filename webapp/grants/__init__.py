"""Grants: programmes, announced sums, recipients, and each grant with what has been paid since."""
