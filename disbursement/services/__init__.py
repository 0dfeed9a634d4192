"""Everything that can happen to treasury files, the ledger and submissions."""
