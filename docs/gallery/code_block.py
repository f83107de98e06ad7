"""The loop in a few lines of Python, with the running line lit."""

from scenes.mobjects.code_block import CodeBlock

LOOP = """
for step in range(100):
    loss = forward(parameters)
    gradient = backward(loss)
    parameters = parameters - rate * gradient
"""


def draw():
    block = CodeBlock(LOOP)
    block.light(2).complete()
    return block.scale(1.6)
