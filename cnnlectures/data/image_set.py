"""One data set in memory."""

from dataclasses import dataclass, replace

import numpy as np


@dataclass(frozen=True, repr=False, eq=False)
class ImageSet:
    """Images and their labels.

    Attributes:
        images: uint8 [n, height, width, channels], 0 to 255.
        labels: int64 [n], an index into `class_names`.
        class_names: what the labels mean.
        name: of the data set that was asked for.
        title: what the pictures really are, in words, for a caption.
        source: where they come from and under which licence.
        stands_in_for: the data set that they take the place of, or None.
    """

    images: np.ndarray
    labels: np.ndarray
    class_names: tuple[str, ...]
    name: str
    title: str
    source: str
    stands_in_for: str | None = None

    def __len__(self):
        """The number of images."""
        return len(self.images)

    def __repr__(self):
        """A few lines that say what is in it."""
        height, width, channels = self.images.shape[1:]
        counts = np.bincount(self.labels, minlength=len(self.class_names))
        classes = ", ".join(
            f"{name} {count:,}" for name, count in zip(self.class_names, counts, strict=True)
        )
        stands_in = f", standing in for {self.stands_in_for}" if self.stands_in_for else ""
        return (
            f"{self.title}{stands_in}: {len(self):,} images, {height} × {width} × {channels}\n"
            f"  {len(self.class_names)} classes: {classes}\n"
            f"  {self.source}"
        )

    def take(self, indices):
        """The images at `indices` [k], in that order, as another `ImageSet`."""
        return replace(self, images=self.images[indices], labels=self.labels[indices])
