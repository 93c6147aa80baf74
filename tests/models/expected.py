"""What every layer must count, worked out from the papers' tables and not from our networks.

Each function gives pairs of a layer's name and its number of parameters, moving statistics
included. Numbers written out are the lecture's, the paper's or Caffe's.
"""


def conv(maps_in, maps, kernel, *, groups=1, bias=True):
    height, width = (kernel, kernel) if isinstance(kernel, int) else kernel
    return height * width * (maps_in // groups) * maps + (maps if bias else 0)


def dense(units_in, units):
    return (units_in + 1) * units


def lenet5():
    yield from {"c1": 156, "s2": 12, "c3": 1_516, "s4": 32, "c5": 48_120, "f6": 10_164}.items()
    yield "rbf", 840


def lenet5_modern():
    yield from {"c1": 156, "c3": 2_416, "c5": 48_120, "f6": 10_164, "predictions": 850}.items()


ALEXNET_HEAD = {"fc6": 37_752_832, "fc7": 16_781_312, "predictions": 4_097_000}


def alexnet():
    rows = {"conv1": 34_944, "conv2": 307_456, "conv3": 885_120, "conv4": 663_936}
    yield from (rows | {"conv5": 442_624} | ALEXNET_HEAD).items()


def alexnet_table():
    rows = {"conv1": 34_944, "conv2": 614_656, "conv3": 885_120, "conv4": 1_327_488}
    yield from (rows | {"conv5": 884_992} | ALEXNET_HEAD).items()


def alexnet_torchvision():
    maps = (3, 64, 192, 384, 256, 256)
    for k, kernel in enumerate((11, 5, 3, 3, 3), 1):
        yield f"conv{k}", conv(maps[k - 1], maps[k], kernel)
    yield from ALEXNET_HEAD.items()


def vgg(column):
    """A column of the paper's table 1, such as "64 64 | 128 128 | ..."."""
    maps_in = 3
    for block, row in enumerate(column.split("|"), 1):
        for k, maps in enumerate(map(int, row.split()), 1):
            yield f"block{block}_conv{k}", conv(maps_in, maps, 3)
            maps_in = maps
    yield from {"fc1": 102_764_544, "fc2": 16_781_312, "predictions": 4_097_000}.items()


def vgg16():
    return vgg("64 64 | 128 128 | 256 256 256 | 512 512 512 | 512 512 512")


def vgg19():
    return vgg("64 64 | 128 128 | 256 256 256 256 | 512 512 512 512 | 512 512 512 512")


#: Of each module: maps that come in, and the paper's row.
INCEPTION = {
    "3a": (192, 64, 96, 128, 16, 32, 32),
    "3b": (256, 128, 128, 192, 32, 96, 64),
    "4a": (480, 192, 96, 208, 16, 48, 64),
    "4b": (512, 160, 112, 224, 24, 64, 64),
    "4c": (512, 128, 128, 256, 24, 64, 64),
    "4d": (512, 112, 144, 288, 32, 64, 64),
    "4e": (528, 256, 160, 320, 32, 128, 128),
    "5a": (832, 256, 160, 320, 32, 128, 128),
    "5b": (832, 384, 192, 384, 48, 128, 128),
}
#: What each module has with its biases, from the recomputed table of the lecture.
INCEPTION_TOTALS = {
    "3a": 163_696, "3b": 388_736, "4a": 376_176, "4b": 449_160, "4c": 510_104, "4d": 605_376,
    "4e": 868_352, "5a": 1_043_456, "5b": 1_444_080,
}  # fmt: skip


def _googlenet_convolutions(kernel):
    yield "conv1_7x7", 3, 64, 7
    yield "conv2_3x3_reduce", 64, 64, 1
    yield "conv2_3x3", 64, 192, 3
    for module, (maps_in, one, reduce3, three, reduce5, five, pool) in INCEPTION.items():
        name = f"inception_{module}"
        yield f"{name}_1x1", maps_in, one, 1
        yield f"{name}_3x3_reduce", maps_in, reduce3, 1
        yield f"{name}_3x3", reduce3, three, 3
        yield f"{name}_5x5_reduce", maps_in, reduce5, 1
        yield f"{name}_5x5", reduce5, five, kernel
        yield f"{name}_pool_proj", maps_in, pool, 1


def googlenet():
    for name, *convolution in _googlenet_convolutions(5):
        yield name, conv(*convolution)
    yield "predictions", 1_025_000


def _googlenet_dense(head):
    return {f"{head}_fc": 2_098_176, f"{head}_predictions": 1_025_000}


def googlenet_auxiliary():
    yield from googlenet()
    for head, maps_in in (("loss1", 512), ("loss2", 528)):
        yield f"{head}_conv", conv(maps_in, 128, 1)
        yield from _googlenet_dense(head).items()


def googlenet_torchvision():
    for name, maps_in, maps, kernel in _googlenet_convolutions(3):
        yield f"{name}_conv", conv(maps_in, maps, kernel, bias=False)
        yield f"{name}_bn", 4 * maps
    yield "predictions", 1_025_000


def googlenet_torchvision_auxiliary():
    yield from googlenet_torchvision()
    for head, maps_in in (("loss1", 512), ("loss2", 528)):
        yield f"{head}_conv_conv", conv(maps_in, 128, 1, bias=False)
        yield f"{head}_conv_bn", 4 * 128
        yield from _googlenet_dense(head).items()


def _pair(name, maps_in, maps, kernel, bias=False, groups=1):
    yield f"{name}_conv", conv(maps_in, maps, kernel, bias=bias, groups=groups)
    yield f"{name}_bn", 4 * maps


def _basic_net(units, residual=True):
    yield from _pair("conv1", 3, 64, 7)
    maps_in = 64
    for stage, (number, maps) in enumerate(zip(units, (64, 128, 256, 512), strict=True), 2):
        for k in range(1, number + 1):
            yield from _pair(f"conv{stage}_block{k}_1", maps_in, maps, 3)
            yield from _pair(f"conv{stage}_block{k}_2", maps, maps, 3)
            if residual and maps_in != maps:
                yield from _pair(f"conv{stage}_block{k}_0", maps_in, maps, 1)
            maps_in = maps
    yield "predictions", 513_000


def _bottleneck_net(units, bias, widen=1, groups=1, squeeze=0):
    yield from _pair("conv1", 3, 64, 7, bias)
    maps_in = 64
    for stage, (number, maps) in enumerate(zip(units, (64, 128, 256, 512), strict=True), 2):
        for k in range(1, number + 1):
            name, inner = f"conv{stage}_block{k}", widen * maps
            yield from _pair(f"{name}_1", maps_in, inner, 1, bias)
            yield from _pair(f"{name}_2", inner, inner, 3, bias, groups)
            yield from _pair(f"{name}_3", inner, 4 * maps, 1, bias)
            if squeeze:
                yield f"{name}_se_fc1", dense(4 * maps, 4 * maps // squeeze)
                yield f"{name}_se_fc2", dense(4 * maps // squeeze, 4 * maps)
            if k == 1:
                yield from _pair(f"{name}_0", maps_in, 4 * maps, 1, bias)
            maps_in = 4 * maps
    yield "predictions", 2_049_000


#: Table 1 of the residual paper.
UNITS = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3), 50: (3, 4, 6, 3), 101: (3, 4, 23, 3),
         152: (3, 8, 36, 3)}  # fmt: skip


def cifar(depth):
    n = (depth - 2) // 6
    yield from _pair("conv1", 3, 16, 3)
    maps_in = 16
    for stage, maps in enumerate((16, 32, 64), 1):
        for k in range(1, n + 1):
            yield from _pair(f"stage{stage}_block{k}_1", maps_in, maps, 3)
            yield from _pair(f"stage{stage}_block{k}_2", maps, maps, 3)
            maps_in = maps
    yield "predictions", 650


def squeezenet(first, rows):
    """Rows of maps: squeezed, each half of the expanded."""
    yield "conv1", conv(3, *first)
    maps_in = first[0]
    for k, (squeezed, half) in enumerate(rows, 2):
        yield f"fire{k}_squeeze", conv(maps_in, squeezed, 1)
        yield f"fire{k}_expand1x1", conv(squeezed, half, 1)
        yield f"fire{k}_expand3x3", conv(squeezed, half, 3)
        maps_in = 2 * half
    yield "conv10", conv(512, 1000, 1)


_FIRES = [(16 * k, 64 * k) for k in (1, 1, 2, 2, 3, 3, 4, 4)]


def squeezenet1_0():
    return squeezenet((96, 7), _FIRES)


def squeezenet1_1():
    return squeezenet((64, 3), _FIRES)


def densenet121():
    yield from _pair("conv1", 3, 64, 7)
    maps = 64
    for block, layers in enumerate((6, 12, 24, 16), 2):
        for k in range(1, layers + 1):
            name = f"conv{block}_block{k}"
            yield f"{name}_0_bn", 4 * maps
            yield f"{name}_1_conv", maps * 128
            yield f"{name}_1_bn", 4 * 128
            yield f"{name}_2_conv", 9 * 128 * 32
            maps += 32
        if block < 5:
            yield f"pool{block}_bn", 4 * maps
            yield f"pool{block}_conv", maps * maps // 2
            maps //= 2
    yield "bn", 4 * 1024
    yield "predictions", dense(1024, 1000)


def shufflenet_v1():
    yield from _pair("conv1", 3, 24, 3)
    maps_in = 24
    for stage, (units, maps) in enumerate(((4, 240), (8, 480), (4, 960)), 2):
        for k in range(1, units + 1):
            name, inner = f"stage{stage}_unit{k}", maps // 4
            first = 1 if maps_in == 24 else 3
            yield from _pair(f"{name}_1", maps_in, inner, 1, groups=first)
            yield from _pair(f"{name}_2", inner, inner, 3, groups=inner)
            yield from _pair(f"{name}_3", inner, maps - maps_in or maps, 1, groups=3)
            maps_in = maps
    yield "predictions", dense(960, 1000)


def shufflenet_v2():
    yield from _pair("conv1", 3, 24, 3)
    maps_in = 24
    for stage, (units, maps) in enumerate(((4, 116), (8, 232), (4, 464)), 2):
        half = maps // 2
        for k in range(1, units + 1):
            name = f"stage{stage}_unit{k}"
            if k == 1:
                yield from _pair(f"{name}_left_1", maps_in, maps_in, 3, groups=maps_in)
                yield from _pair(f"{name}_left_2", maps_in, half, 1)
            yield from _pair(f"{name}_right_1", maps_in if k == 1 else half, half, 1)
            yield from _pair(f"{name}_right_2", half, half, 3, groups=half)
            yield from _pair(f"{name}_right_3", half, half, 1)
        maps_in = maps
    yield from _pair("conv5", 464, 1024, 1)
    yield "predictions", dense(1024, 1000)


def regnet(stages, group, squeeze=0):
    yield from _pair("stem", 3, 32, 3)
    maps_in = 32
    for stage, (blocks, maps) in enumerate(stages, 1):
        for k in range(1, blocks + 1):
            name = f"stage{stage}_block{k}"
            yield from _pair(f"{name}_a", maps_in, maps, 1)
            yield from _pair(f"{name}_b", maps, maps, 3, groups=maps // group)
            if squeeze:
                yield f"{name}_se_fc1", dense(maps, maps_in // squeeze)
                yield f"{name}_se_fc2", dense(maps_in // squeeze, maps)
            yield from _pair(f"{name}_c", maps, maps, 1)
            if k == 1:
                yield from _pair(f"{name}_proj", maps_in, maps, 1)
            maps_in = maps
    yield "predictions", dense(maps_in, 1000)


def regnet_y_400mf():
    return regnet(((1, 48), (3, 104), (6, 208), (6, 440)), 8, squeeze=4)


def regnet_x_400mf():
    return regnet(((1, 32), (2, 64), (7, 160), (12, 400)), 16)


def regnet_x_400mf_pycls():
    return regnet(((1, 32), (2, 64), (7, 160), (12, 384)), 16)


def fixup_resnet50():
    for name, count in _bottleneck_net(UNITS[50], bias=False):
        if not name.endswith("_bn"):
            yield name, count
        elif name == "conv1_bn":
            yield "conv1_bias", 1
        elif not name.endswith("0_bn"):
            yield name.replace("_bn", "_bias_a"), 1
            yield name.replace("_bn", "_bias_b"), 1
            if name.endswith("3_bn"):
                yield name.replace("_bn", "_scale"), 1
    yield "avg_pool_bias", 1


def convnext_tiny():
    yield "stem_conv", conv(3, 96, 4)
    yield "stem_norm", 2 * 96
    for stage, (blocks, maps) in enumerate(((3, 96), (3, 192), (9, 384), (3, 768)), 1):
        if stage > 1:
            yield f"stage{stage}_downsample_norm", maps
            yield f"stage{stage}_downsample_conv", conv(maps // 2, maps, 2)
        for k in range(1, blocks + 1):
            name = f"stage{stage}_block{k}"
            yield f"{name}_depthwise", conv(maps, maps, 7, groups=maps)
            yield f"{name}_norm", 2 * maps
            yield f"{name}_pointwise1", dense(maps, 4 * maps)
            yield f"{name}_pointwise2", dense(4 * maps, maps)
            yield f"{name}_scale", maps
    yield "head_norm", 2 * 768
    yield "predictions", dense(768, 1000)


def vit_b16():
    yield "patches", conv(3, 768, 16)
    yield "class_token", 768
    yield "positions", 197 * 768
    for k in range(1, 13):
        for part in ("query", "key", "value", "out"):
            yield f"block{k}_{part}", dense(768, 768)
        yield f"block{k}_mlp1", dense(768, 3072)
        yield f"block{k}_mlp2", dense(3072, 768)
        yield f"block{k}_norm1", 2 * 768
        yield f"block{k}_norm2", 2 * 768
    yield "norm", 2 * 768
    yield "predictions", dense(768, 1000)


def _resnets():
    yield "resnext50_32x4d", _bottleneck_net(UNITS[50], bias=False, widen=2, groups=32)
    yield "se_resnet50", _bottleneck_net(UNITS[50], bias=False, squeeze=16)
    for depth in (18, 34):
        yield f"resnet{depth}", _basic_net(UNITS[depth])
        yield f"plain{depth}", _basic_net(UNITS[depth], residual=False)
    for depth in (50, 101, 152):
        yield f"resnet{depth}", _bottleneck_net(UNITS[depth], bias=True)
        yield f"resnet{depth}_v1_5", _bottleneck_net(UNITS[depth], bias=False)
    for depth in (20, 32, 44, 56, 110):
        yield f"resnet{depth}_cifar", cifar(depth)
        yield f"plain{depth}_cifar", cifar(depth)


LAYERS = {
    make.__name__: dict(make())
    for make in (
        lenet5, lenet5_modern, alexnet, alexnet_table, alexnet_torchvision, vgg16, vgg19,
        googlenet, googlenet_auxiliary, googlenet_torchvision, googlenet_torchvision_auxiliary,
        squeezenet1_0, squeezenet1_1, densenet121, shufflenet_v1, shufflenet_v2, regnet_y_400mf,
        regnet_x_400mf, regnet_x_400mf_pycls, fixup_resnet50, convnext_tiny, vit_b16,
    )
} | {name: dict(layers) for name, layers in _resnets()}  # fmt: skip

#: All parameters and trainable ones, from the reference implementations and the papers.
TOTALS = {
    "lenet5": (60_840, 60_000),
    "lenet5_modern": (61_706, 61_706),
    "alexnet": (60_965_224, 60_965_224),
    "alexnet_table": (62_378_344, 62_378_344),
    "alexnet_torchvision": (61_100_840, 61_100_840),
    "vgg16": (138_357_544, 138_357_544),
    "vgg19": (143_667_240, 143_667_240),
    "googlenet": (6_998_552, 6_998_552),
    "googlenet_auxiliary": (13_378_280, 13_378_280),
    "googlenet_torchvision": (6_624_904 + 14_560, 6_624_904),
    "googlenet_torchvision_auxiliary": (13_004_888 + 15_072, 13_004_888),
    "resnet18": (11_689_512 + 9_600, 11_689_512),
    "resnet34": (21_814_696, 21_797_672),
    "resnet50": (25_636_712, 25_583_592),
    "resnet50_v1_5": (25_557_032 + 53_120, 25_557_032),
    "resnet101": (44_707_176, 44_601_832),
    "resnet101_v1_5": (44_549_160 + 105_344, 44_549_160),
    "resnet152": (60_419_944, 60_268_520),
    "resnet152_v1_5": (60_192_808 + 151_424, 60_192_808),
    "plain18": (11_515_688 + 7_808, 11_515_688),
    "plain34": (21_623_848 + 15_232, 21_623_848),
    "resnet20_cifar": (269_722 + 1_376, 269_722),
    "resnet32_cifar": (464_154 + 2_272, 464_154),
    "resnet44_cifar": (658_586 + 3_168, 658_586),
    "resnet56_cifar": (853_018 + 4_064, 853_018),
    "resnet110_cifar": (1_727_962 + 8_096, 1_727_962),
    "resnet1202_cifar": (19_421_274 + 89_632, 19_421_274),
    "squeezenet1_0": (1_248_424, 1_248_424),
    "squeezenet1_1": (1_235_496, 1_235_496),
    "densenet121": (8_062_504, 7_978_856),
    "resnext50_32x4d": (25_028_904 + 68_224, 25_028_904),
    "se_resnet50": (28_088_024 + 53_120, 28_088_024),
    "fixup_resnet50": (25_504_026, 25_504_026),
    "shufflenet_v1": (1_865_728 + 24_480, 1_865_728),
    "shufflenet_v2": (2_278_604 + 16_180, 2_278_604),
    "regnet_y_400mf": (4_344_144 + 27_152, 4_344_144),
    "regnet_x_400mf": (5_495_976 + 37_856, 5_495_976),
    "regnet_x_400mf_pycls": (5_157_512 + 36_672, 5_157_512),
    "mobilenet_v1": (4_253_864, 4_231_976),
    "mobilenet_v2": (3_538_984, 3_504_872),
    "mobilenet_v3_large": (5_507_432, 5_483_032),
    "xception": (22_910_480, 22_855_952),
    "inception_v3": (23_851_784, 23_817_352),
    "inception_v4": (42_679_816 + 63_168, 42_679_816),
    "efficientnet_b0": (5_330_571, 5_288_548),
    "convnext_tiny": (28_589_128, 28_589_128),
    "vit_b16": (86_567_656, 86_567_656),
}
TOTALS |= {
    name.replace("resnet", "plain"): total
    for name, total in TOTALS.items()
    if name.endswith("_cifar") and "1202" not in name
}
