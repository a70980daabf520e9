"""One small file for each family of sources; mostly declarations."""
