"""Everything that draws: style, typesetting, the visual vocabulary, and the chapters."""
