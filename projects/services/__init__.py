"""Everything that can happen to registers and plans."""
