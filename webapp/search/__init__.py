"""The one search box and its answers."""
