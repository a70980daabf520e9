"""What moderators do, and what the public can read of it."""
