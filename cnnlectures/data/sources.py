"""Where each data set comes from: functions that return an `ImageSet` and its parts' sizes."""

from importlib.util import find_spec
from pathlib import Path

import numpy as np

from cnnlectures.data.fitting import fitted, resized
from cnnlectures.data.image_set import ImageSet

ADDRESSES = {
    "fashion_mnist": "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"
    "train-images-idx3-ubyte.gz",
    "tf_flowers": "http://download.tensorflow.org/example_images/flower_photos.tgz",
}
FASHION_SIZE = 28
FLOWERS_SIZE = 96
DIGITS_SOURCE = "scikit-learn; E. Alpaydin and C. Kaynak, UCI ML Repository, CC BY 4.0"


def digits_table():
    """Return the file that scikit-learn's load_digits reads: 64 grey levels of 0 to 16, a label.

    To import scikit-learn for it would take seconds.
    """
    package = Path(find_spec("sklearn").origin).parent
    return np.loadtxt(package / "datasets" / "data" / "digits.csv.gz", "float32", delimiter=",")


def digits(image_size=None):
    """scikit-learn's 1,797 handwritten digits, 8 × 8; their 17 grey levels brought to 0-255."""
    table = digits_table()
    images = np.round(table[:, :64].reshape(-1, 8, 8, 1) * (255 / 16)).astype(np.uint8)
    names, labels = tuple("0123456789"), table[:, 64].astype(np.int64)
    whole = ImageSet(images, labels, names, "digits", "handwritten digits", DIGITS_SOURCE)
    return whole, {"train": len(whole)}


def digits_for_fashion_mnist(image_size=None):
    """The digits at Fashion-MNIST's 28 × 28, divided six to one as Fashion-MNIST is."""
    small, _ = digits()
    whole = ImageSet(
        resized(small.images, FASHION_SIZE), small.labels, small.class_names, "fashion_mnist",
        small.title, small.source, "fashion_mnist",
    )  # fmt: skip
    test = len(whole) // 7
    return whole, {"train": len(whole) - test, "test": test}


def drawn_flowers(name, image_size=None, *, stands_in_for=None):
    """The flowers drawn by the course, in the order of their tensorflow-datasets files."""
    from cnnlectures.data.drawn_flowers.builder import prepared

    builder = prepared()
    images, labels = _columns(builder, "train", None)
    whole = ImageSet(
        images, labels, tuple(builder.info.features["label"].names), name, "drawn flowers",
        "drawn by cnnlectures, CC BY 4.0", stands_in_for,
    )  # fmt: skip
    return whole, {"train": len(whole)}


def fashion_mnist(image_size=None):
    """Zalando's Fashion-MNIST, downloaded by tensorflow-datasets."""
    builder = _downloaded("fashion_mnist")
    parts = [_columns(builder, part, None) for part in ("train", "test")]
    images, labels = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    whole = ImageSet(
        images, labels, tuple(builder.info.features["label"].names), "fashion_mnist",
        "Fashion-MNIST", "tensorflow-datasets; Zalando SE, MIT licence",
    )  # fmt: skip
    return whole, {"train": len(parts[0][1]), "test": len(parts[1][1])}


def tf_flowers(image_size=None):
    """The 3,670 photographs of tf_flowers, downloaded by tensorflow-datasets."""
    builder = _downloaded("tf_flowers")
    images, labels = _columns(builder, "train", image_size or FLOWERS_SIZE)
    whole = ImageSet(
        images, labels, tuple(builder.info.features["label"].names), "tf_flowers",
        "photographs of flowers", "tensorflow-datasets; The TensorFlow Team, CC BY photographs",
    )  # fmt: skip
    return whole, {"train": len(whole)}


def _downloaded(name):
    """A builder whose files are there, after a download if need be."""
    import requests
    import tensorflow_datasets as tfds

    from cnnlectures.core.storage import cache_folder, lock

    try:
        with lock(f"download-{name}"):
            builder = tfds.builder(name, data_dir=cache_folder("tensorflow_datasets"))
            if not builder.is_prepared():
                # at once clear if there is no network: the library tries for minutes
                requests.head(ADDRESSES[name], timeout=20).raise_for_status()
                builder.download_and_prepare()
    except Exception as error:
        # tensorflow-datasets passes on whatever its HTTP library raises
        raise ConnectionError(
            f"downloading {name!r} with tensorflow-datasets failed: {type(error).__name__}: "
            f'{error}. Use data="embedded" for what ships with the course, or give the path of '
            "a folder of images"
        ) from error
    return builder


def _columns(builder, part, image_size):
    """Images, fitted to `image_size` if it is given, and labels of one part, in file order."""
    import tensorflow_datasets as tfds
    from PIL import Image

    from cnnlectures.core.run import silence

    order = tfds.ReadConfig(interleave_cycle_length=1, try_autocache=False)
    images, labels = [], []
    with silence():  # TensorFlow tells of its buffers
        examples = builder.as_dataset(
            split=part,
            as_supervised=True,
            read_config=order,
            batch_size=None if image_size else 256,  # of one size, they come in stacks
        )
        for image, label in tfds.as_numpy(examples):
            images.append(fitted(Image.fromarray(image), image_size)[None] if image_size else image)
            labels.append(np.atleast_1d(label))
    return np.concatenate(images), np.concatenate(labels).astype(np.int64)
