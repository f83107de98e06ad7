"""The chapters of the film, one file each."""
