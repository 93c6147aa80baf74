"""Where a network's weights are published without pickle, and what proves that they are those."""

from __future__ import annotations

from dataclasses import dataclass, field

#: How the images must come for most published weights, and for those from TensorFlow and JAX.
IMAGENET = "from 0 to 1, minus (0.485, 0.456, 0.406), divided by (0.229, 0.224, 0.225)"
ONE = "from -1 to 1"
FILE = "model.safetensors"


@dataclass(frozen=True)
class Published:
    """Weights trained on ImageNet, in a safetensors file on the Hugging Face hub.

    A file whose checksum is not known here is never fetched: nothing would tell whether it is the
    one that these lessons were written with.

    Attributes:
        repository: on the hub, which says in its card how the weights were trained.
        licence: under which they are published.
        images: how the images must come.
        revision: the commit; "main" where that is not known, and the checksum alone must do.
        sha256: of the file; None if not known.
        size: its bytes; None if not known.
        layout: which tensor is which layer's, where its names are not those of the card's layout.
    """

    repository: str
    licence: str = "Apache-2.0"
    images: str = IMAGENET
    revision: str = "main"
    sha256: str | None = None
    size: int | None = None
    layout: tuple = field(default=(), repr=False)

    def __str__(self) -> str:
        if self.sha256 is None:
            said = "not pinned yet: checksum unknown"
        else:
            known = self.revision != "main"
            revision = f"its revision {self.revision[:12]} and " if known else ""
            size = f", {self.size / 1e6:.1f} MB" if self.size else ""
            said = f"pinned to {revision}its checksum{size}"
        return f"published at {self.repository} on the Hugging Face hub ({self.licence}); {said}"
