"""The right of reply: those whom a page is about answer on it."""
