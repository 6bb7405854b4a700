"""The Python side: what a trainer says to its runner and what it is told."""
