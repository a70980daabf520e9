"""Software: what could be reused for each function, the reuse check, recipes of those who run a thing."""
