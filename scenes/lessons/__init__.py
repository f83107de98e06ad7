"""Lessons: scenes for any function. Listed here by kind, without importing anything that draws."""

LESSONS = {
    "derivative": ("scenes.lessons.derivative", "DerivativeLesson"),
    "graph": ("scenes.lessons.graph", "GraphLesson"),
}
