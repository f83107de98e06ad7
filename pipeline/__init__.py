"""Rendering: from scenes, loaded by name, to films, frames and contact sheets.

The package knows no chapter. Nothing here imports Manim until a scene is played, so that listing,
checking and refusing are immediate.
"""
