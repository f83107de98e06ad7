"""Every path from a knob to the loss as a product of local slopes; the shared factors framed."""

from autodiff import backprop, parse
from autodiff.paths import heaviest_paths
from scenes.mobjects.path_products import PathProducts

LOSS = parse("(k0 + k1*x1 - y1)**2")
POINT = {"k0": 0.5, "k1": 1.25, "x1": -0.8, "y1": 0.5}


def draw():
    trace = backprop(LOSS, POINT)
    paths = [path for path in heaviest_paths(trace).listed if path.name.startswith("k")]
    products = PathProducts(trace, sorted(paths, key=lambda path: path.name), right=0.0, top=0.0)
    for part in (*products.rows, products.frame):
        part.appear().complete()
    return products
