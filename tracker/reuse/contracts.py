def bought(c,q): return []
def upcoming(c,q): return []
