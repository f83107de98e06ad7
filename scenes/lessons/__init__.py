"""Lessons: scenes for any function. Listed here by kind, without importing anything that draws."""

LESSONS = {
    "derivative": ("scenes.lessons.derivative", "DerivativeLesson"),
    "chain": ("scenes.lessons.chain", "ChainLesson"),
    "descent": ("scenes.lessons.descent", "DescentLesson"),
    "graph": ("scenes.lessons.graph", "GraphLesson"),
}
