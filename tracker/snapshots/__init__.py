"""The parts of the public copy: which tables it holds, how they are read, and the shapes they are written in."""
