"""Everything that can happen to campaigns and their rules."""
