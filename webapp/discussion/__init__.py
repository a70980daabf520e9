"""Comments: written, confirmed, followed, answered, reported and complained about."""
