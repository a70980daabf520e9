"""Shows and listens: pages, machine-readable twins and feeds (Flask)."""
