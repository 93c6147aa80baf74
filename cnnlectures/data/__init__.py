"""The data floor: data sets that ship with the course, that are downloaded, or that are yours."""

from cnnlectures.data.image_set import ImageSet
from cnnlectures.data.loading import NAMES, load
from cnnlectures.data.photographs import Photograph

__all__ = ["NAMES", "ImageSet", "Photograph", "load"]
