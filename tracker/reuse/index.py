def gathered(c,q): return []
