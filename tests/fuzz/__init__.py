"""Targets that change good input at random and see that nothing goes wrong quietly."""
