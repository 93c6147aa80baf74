"""Draws the whole data set on every core."""

import io
from collections.abc import Mapping

from PIL import Image

from cnnlectures.core import arguments
from cnnlectures.data.drawn_flowers.scene import draw
from cnnlectures.data.drawn_flowers.species import CLASS_COUNTS, CLASS_NAMES

QUALITY = 92
CHUNK = 24


def jpeg(name, number):
    """One picture of the data set as the bytes of a JPEG file."""
    file = io.BytesIO()
    Image.fromarray(draw(name, number)).save(file, "jpeg", quality=QUALITY, subsampling=0)
    return file.getvalue()


def _chunk(name, numbers):
    return [(name, number, jpeg(name, number)) for number in numbers]


def draw_all(counts=CLASS_COUNTS):
    """Yields (name, number, JPEG bytes) of every picture, class by class, with a progress bar.

    The drawing is spread over fresh processes, because the caller may hold TensorFlow's threads;
    they import NumPy and Pillow and neither TensorFlow nor the caller's script.

    Args:
        counts: pictures per class, {name: count}.

    Raises:
        ValueError: `counts` is no mapping, or has another class or no whole number in it.
    """
    from joblib import Parallel, cpu_count, delayed
    from tqdm import tqdm

    for name, count in arguments.instance("counts", counts, Mapping).items():
        arguments.one_of("counts", name, CLASS_NAMES)
        arguments.whole_number("counts", count, low=0)
    tasks = [
        delayed(_chunk)(name, range(first, min(first + CHUNK, count)))
        for name, count in counts.items()
        for first in range(0, count, CHUNK)
    ]
    workers = Parallel(n_jobs=cpu_count(), return_as="generator", idle_worker_timeout=10)
    with tqdm(total=sum(counts.values()), desc="drawing flowers", unit=" images") as bar:
        for pictures in workers(tasks):
            yield from pictures
            bar.update(len(pictures))
