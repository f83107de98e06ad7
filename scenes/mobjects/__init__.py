"""The visual vocabulary, one idea a file; no chapter is named in it."""
