"""What councils spent: all councils, one council, its payments, suppliers, files, and councils side by side."""
