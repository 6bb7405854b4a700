"""The Python side: the lines a trainer sends to its runner and the commands it receives."""
