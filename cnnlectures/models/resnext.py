"""Networks of residual bottlenecks with something new inside: ResNeXt and SE-ResNet."""

from __future__ import annotations

from cnnlectures.models.cards import Card
from cnnlectures.models.published import Published
from cnnlectures.models.resnet import DEPTHS, TORCHVISION, resnet

#: 32 groups of 4 maps in the first stage: twice as many maps as ResNet's bottleneck has.
RESNEXT50 = {"depths": DEPTHS[50], "groups": 32, "inner": 2}
#: Squeeze-and-excitation narrows the maps sixteen times.
SE_RESNET50 = {"depths": DEPTHS[50], "squeeze": 16}

CARDS = (
    Card(
        name="resnext50_32x4d",
        title="ResNeXt-50 (32×4d)",
        year=2016,
        authors="S. Xie, R. Girshick, P. Dollár, Z. Tu, K. He",
        paper="Aggregated residual transformations for deep neural networks, arXiv 1611.05431",
        idea="Cardinality: 32 small transformations side by side, which is a grouped convolution.",
        family="resnext",
        architecture=resnet,
        settings=RESNEXT50,
        mini={"width": 12, "groups": 8},
        parameters=25_028_904 + 68_224,
        trainable=25_028_904,
        published="25.0 million",
        reference=25_028_904,
        reference_source="torchvision 0.28.0 resnext50_32x4d",
        macs=4_230_479_872,
        macs_source="counted, 224 × 224",
        accuracy="22.2 % top-1 error",
        accuracy_source="the authors' repository; 3.03 % top-5, second in ILSVRC 2016",
        deck="Named on slide 64.",
        deck_is_right=True,
        slides=(64,),
        aliases=("resnext", "resnext50"),
        hub=Published("timm/resnext50_32x4d.a1h_in1k"),
        layout=TORCHVISION,
    ),
    Card(
        name="se_resnet50",
        title="SE-ResNet-50",
        year=2017,
        authors="J. Hu, L. Shen, S. Albanie, G. Sun, E. Wu",
        paper="Squeeze-and-excitation networks, arXiv 1709.01507",
        idea="Every map is weighed by a number that the averages of all maps decide.",
        family="resnext",
        architecture=resnet,
        settings=SE_RESNET50,
        mini={"width": 12},
        parameters=28_088_024 + 53_120,
        trainable=28_088_024,
        published="28.1 million",
        reference=28_088_024,
        reference_source="timm 1.0.31 seresnet50",
        macs=4_091_699_200,
        macs_source="counted, 224 × 224",
        accuracy="22.37 / 6.36 % top-1 / top-5 error",
        accuracy_source="the authors' repository",
        deck="Slide 46 has SENet win in 2018: it won ILSVRC 2017, the last one, with 2.251 %.",
        deck_is_right=False,
        slides=(46,),
        aliases=("senet", "seresnet50", "se-net"),
        hub=Published("timm/seresnet50.ra2_in1k"),
        layout=TORCHVISION,
    ),
)
