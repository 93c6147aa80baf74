"""Whole networks: the published counts, and every way of putting layers together."""

from math import prod

import keras
import pytest
from keras import layers as kl

from cnnlectures import measure
from cnnlectures.measure import hand

PUBLISHED = {
    # all parameters, trainable ones, MACs of convolutions and matrix products
    "VGG16": (138_357_544, 138_357_544, 15_470_264_320),
    "MobileNet": (4_253_864, 4_231_976, 568_740_352),
    "MobileNetV2": (3_538_984, 3_504_872, 300_774_272),
    "Xception": (22_910_480, 22_855_952, 8_357_403_496),  # at 299 × 299
    "DenseNet121": (8_062_504, 7_978_856, 2_834_161_664),
    "ConvNeXtTiny": (28_589_128, 28_589_128, 4_455_531_264),
    "EfficientNetB0": (5_330_571, 5_288_548, 385_814_752),
    "InceptionV3": (23_851_784, 23_817_352, 5_713_216_096),  # at 299 × 299
    "ResNet50": (25_636_712, 25_583_592, 4_089_184_256 - 231_211_008),  # v1; see below
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_counts(name, application):
    model = application(name)
    counts = measure.count(model)
    parameters, trainable, macs = PUBLISHED[name]
    assert counts.parameters == model.count_params()
    paper = {"parameters": parameters, "trainable": trainable, "MACs": macs}
    assert all(row["agree"] for row in measure.compare(counts, paper))
    assert counts.operations == 2 * macs


def test_an_open_input_shape_is_given_and_the_model_stays_as_it_was():
    model = keras.applications.MobileNetV3Large(weights=None)  # opened: it has no size of its own
    nodes = [len(layer._inbound_nodes) for layer in model.layers]
    counts = measure.count(model, (224, 224, 3))
    assert counts.macs == 216_589_760
    assert [len(layer._inbound_nodes) for layer in model.layers] == nodes
    with pytest.raises(ValueError, match="`input_shape` must be given"):
        measure.count(model)
    with pytest.raises(ValueError, match="`input_shape` must fit"):
        measure.count(model, (224, 224, 4))


def test_the_two_resnet_50_differ_by_where_they_stride():
    """v1.5 strides in the 3×3, so the 1×1 in front of it works at twice the size, in 3 units."""
    difference = sum(
        hand.convolution((2 * size, 2 * size, depth), maps, 1).macs
        - hand.convolution((size, size, depth), maps, 1).macs
        for size, depth, maps in [(28, 256, 128), (14, 512, 256), (7, 1024, 512)]
    )
    assert difference == 231_211_008


def test_tensorflows_own_profiler_agrees(runnable):
    """Without groups, which it does not see, and dilation, for which TensorFlow pads more."""
    import tensorflow as tf

    x = keras.Input((17, 18, 4))
    y = kl.Conv2D(6, (3, 1), padding="same")(x)
    y = kl.SeparableConv2D(5, 3, strides=2, depth_multiplier=2)(y)
    y = kl.Conv2DTranspose(4, 3, strides=2, padding="same")(y)
    y = kl.Dense(7)(kl.Flatten()(y))
    for model in (keras.Model(x, y), runnable("MobileNet")):
        shape = tf.TensorSpec((1, *model.input_shape[1:]), "float32")
        graph = tf.function(lambda x, m=model: m(x, training=False)).get_concrete_function(shape)
        builder = tf.compat.v1.profiler.ProfileOptionBuilder
        options = builder(builder.float_operation()).with_empty_output().build()
        node = tf.compat.v1.profiler.profile(graph.graph, cmd="op", options=options)
        operations = 0
        while node.children:
            (node,) = node.children
            if node.name.startswith(("Conv2D", "DepthwiseConv2d", "MatMul")):
                operations += node.float_ops
        assert operations == measure.count(model).operations


ALEXNET = [
    # kind, settings, parameters, MACs: slide 27's table, without groups
    ((96, 11, 4, "valid"), 34_944, 105_415_200),
    (None, 0, 0),
    ((256, 5, 1, "same"), 614_656, 447_897_600),
    (None, 0, 0),
    ((384, 3, 1, "same"), 885_120, 149_520_384),
    ((384, 3, 1, "same"), 1_327_488, 224_280_576),
    ((256, 3, 1, "same"), 884_992, 149_520_384),
    (None, 0, 0),
    (4096, 37_752_832, 37_748_736),
    (4096, 16_781_312, 16_777_216),
    (1000, 4_097_000, 4_096_000),
]


def test_alexnet_row_by_row():
    shape, seen, parameters, macs = (227, 227, 3), [], 0, 0
    for what, expected, work in ALEXNET:
        if what is None:
            *sizes, depth = shape
            shape = (*(hand.output_size(size, 3, stride=2) for size in sizes), depth)
            seen.append(shape[0])
            continue
        if isinstance(what, int):
            count = hand.dense([prod(shape)], what)
        else:
            maps, kernel, stride, padding = what
            count = hand.convolution(shape, maps, kernel, stride=stride, padding=padding)
            seen.append(count.output[0])
        assert (count.parameters, count.macs) == (expected, work)
        shape, parameters, macs = count.output, parameters + expected, macs + work
    assert (parameters, macs) == (62_378_344, 1_135_256_096)
    assert seen == [55, 27, 27, 13, 13, 13, 13, 6]


def u_net():
    """U-Net as in its paper: 572 × 572 × 1, nothing padded, 23 convolutions."""
    x = y = keras.Input((572, 572, 1))
    kept = []
    for maps in (64, 128, 256, 512):
        for _ in range(2):
            y = kl.Conv2D(maps, 3, activation="relu")(y)
        kept.append(y)
        y = kl.MaxPooling2D()(y)
    for _ in range(2):
        y = kl.Conv2D(1024, 3, activation="relu")(y)
    for maps, before in zip((512, 256, 128, 64), kept[::-1], strict=True):
        y = kl.Conv2DTranspose(maps, 2, strides=2)(y)
        edge = before.shape[1] - y.shape[1]
        cut = kl.Cropping2D(((edge // 2, edge - edge // 2),) * 2)(before)
        y = kl.Concatenate()([cut, y])
        for _ in range(2):
            y = kl.Conv2D(maps, 3, activation="relu")(y)
    return keras.Model(x, kl.Conv2D(2, 1)(y))


def test_u_net_with_transposed_convolutions_and_concatenation():
    counts = measure.count(u_net())
    assert counts.rows[-1].output == (388, 388, 2)
    assert counts.parameters == 31_030_658
    assert counts.macs == 150_428_424_448


def test_attention_by_hand():
    """ViT-B's block: 197 tokens of width 768, 12 heads of 64."""
    x = keras.Input((197, 768))
    y = kl.MultiHeadAttention(12, 64)(x, x)
    counts = measure.count(keras.Model(x, kl.Add()([x, y])))
    tokens, width = 197, 768
    assert counts.parameters == 4 * (width * width + width)
    assert counts.macs == 4 * tokens * width**2 + 2 * tokens**2 * width
    (products,) = [row for row in counts.rows if row.kind == "DotProductAttention"]
    assert products.hand.macs_formula == "12·197·197·(64 + 64)"
    assert products.numbers == tokens * width + 12 * tokens * tokens


def test_attention_with_dropout_and_grouped_queries_multiplies_as_much():
    x = keras.Input((5, 8))
    plain, dropped = (kl.MultiHeadAttention(2, 4, dropout=rate)(x, x) for rate in (0.0, 0.5))
    assert measure.count(keras.Model(x, plain)).macs == measure.count(keras.Model(x, dropped)).macs
    grouped = measure.count(keras.Model(x, kl.GroupQueryAttention(4, 4, 2)(x, x)))
    assert grouped.macs == 5 * (2 * 8 * 16 + 2 * 8 * 8) + 2 * 5 * 5 * 16


class Unit(kl.Layer):
    """A residual unit with a weight of its own."""

    def __init__(self, maps):
        super().__init__(name="unit")
        self.convolution = kl.Conv2D(maps, 3, padding="same", name="convolution")
        self.scale = None

    def build(self, shape):
        self.scale = self.add_weight(shape=(shape[-1],), name="scale")
        self.convolution.build(shape)

    def call(self, x):
        return x + keras.ops.relu(self.convolution(x)) * self.scale


class Net(keras.Model):
    """A subclassed model that uses a unit twice and a dense layer never."""

    def __init__(self):
        super().__init__()
        self.first, self.unit = kl.Conv2D(4, 3, name="first"), Unit(4)
        self.last, self.never = kl.Dense(3, name="last"), kl.Dense(2, name="never")
        self.never.build((None, 5))
        self.never.trainable = False

    def call(self, x):
        return self.last(kl.GlobalAveragePooling2D()(self.unit(self.unit(self.first(x)))))


@pytest.mark.filterwarnings("ignore:`build")
def test_subclassed_shared_and_never_called():
    net = Net()
    counts = measure.count(net, (8, 8, 3))
    assert counts.parameters == net.count_params() == 112 + 148 + 4 + 15 + 12
    assert counts.trainable == counts.parameters - 12
    assert counts.macs == 36 * 27 * 4 + 2 * 36 * 36 * 4 + 12
    assert counts["unit/convolution (2)"].parameters == 0
    assert counts["unit/convolution (2)"].macs == counts["unit/convolution"].macs
    assert counts["unit"].parameters == 4
    assert counts.rows[-1].kind == "not called"
    assert counts.rows[-1].parameters == 12


def test_nested_models_are_opened():
    inner = keras.Sequential([kl.Conv2D(4, 3, padding="same", name="c"), kl.ReLU()], name="inner")
    x = keras.Input((16, 16, 4))
    branch = keras.Model(x, kl.Concatenate()([inner(x), x]), name="branch")
    y = keras.Input((16, 16, 4))
    counts = measure.count(keras.Model(y, branch(inner(y))))
    assert counts.parameters == 148
    assert counts.macs == 2 * 256 * 36 * 4
    assert counts["inner/c"].parameters == 148
    assert counts["branch/inner/c"].parameters == 0


def test_several_inputs_and_outputs():
    a, b = keras.Input((4,), name="a"), keras.Input((None,), name="b")
    model = keras.Model([a, b], [kl.Dense(3)(a), kl.Rescaling(2.0)(b)])
    counts = measure.count(model, [(4,), (7,)])
    assert counts.macs == 12
    assert counts.field is None
    with pytest.raises(ValueError, match="`input_shape` must fit"):
        measure.count(model, (4,))


def test_channels_first_counts_the_same():
    first = keras.Sequential(
        [
            keras.Input((3, 12, 10)),
            kl.Conv2D(4, (3, 2), data_format="channels_first"),
            kl.SeparableConv2D(6, 3, data_format="channels_first"),
        ]
    )
    last = keras.Sequential(
        [keras.Input((12, 10, 3)), kl.Conv2D(4, (3, 2)), kl.SeparableConv2D(6, 3)]
    )
    one, other = measure.count(first), measure.count(last)
    assert (one.macs, one.numbers, one.needed) == (other.macs, other.numbers, other.needed)
    assert one.field.size == other.field.size
    assert all(row["agree"] for row in measure.compare(one))


class Foreign(kl.Layer):
    """A layer with weights that leaves Keras."""

    def build(self, shape):
        self.matrix = self.add_weight(shape=(shape[-1], 4))

    def call(self, x):
        import tensorflow as tf

        return tf.linalg.matmul(x, self.matrix)


class Silent(kl.Dense):
    """A dense layer that isn't one."""

    def call(self, x):
        return keras.ops.fft((x, x))[0]


class Wide(kl.Dense):
    """A dense layer that holds more than its kind does."""

    def build(self, shape):
        super().build(shape)
        self.more = self.add_weight(shape=(5,))


@pytest.mark.parametrize(
    "layer",
    [
        Foreign(name="culprit"),
        Silent(4, name="culprit"),
        Wide(4, name="culprit"),
        kl.LSTM(3, name="culprit"),
        kl.Lambda(lambda x: keras.ops.einsum("bij,bjk,bkl->bil", x, x, x), name="culprit"),
    ],
)
def test_a_layer_whose_work_is_not_known_is_refused_by_name(layer):
    x = keras.Input((4, 4))
    with pytest.raises(ValueError, match=r"`model` must.*Received: 'culprit"):
        measure.count(keras.Model(x, layer(x)))


@pytest.mark.parametrize(
    ("function", "macs"),
    [
        (lambda x: keras.ops.matmul(x, keras.ops.transpose(x, (0, 2, 1))), 5 * 5 * 4),
        (lambda x: keras.ops.einsum("bij,bkj->bik", x, x), 5 * 5 * 4),
        (lambda x: keras.ops.einsum("b...j,b...j->b...", x, x), 5 * 4),
        (lambda x: keras.ops.tensordot(x, keras.ops.ones((4, 3)), 1), 5 * 4 * 3),
        (lambda x: keras.ops.dot(x, keras.ops.ones((4, 3))), 5 * 4 * 3),
        (lambda x: keras.ops.conv(x, keras.ops.ones((3, 4, 6)), padding="same"), 5 * 12 * 6),
        (lambda x: keras.ops.tanh(x) * 2 + keras.ops.mean(x), 0),
    ],
)
def test_operations_without_layers(function, macs):
    x = keras.Input((5, 4))
    for model in (keras.Model(x, function(x)), keras.Model(x, kl.Lambda(function)(x))):
        assert measure.count(model).macs == macs


def test_the_dot_layer():
    x, y = keras.Input((5, 4)), keras.Input((7, 4))
    assert measure.count(keras.Model([x, y], kl.Dot(axes=2)([x, y]))).macs == 5 * 7 * 4


def test_a_table_for_people_and_a_frame_for_pandas(application):
    counts = measure.count(application("VGG16"))
    frame = counts.frame(batch=2, dtype="float16")
    assert frame.loc["total", "parameters"] == 138_357_544
    assert frame.loc["total", "by hand"] == 138_357_544
    assert frame.loc["block1_conv1", "activations (bytes)"] == 224 * 224 * 64 * 2 * 2
    assert frame.loc["block5_pool", "receptive field"] == "212×212"
    assert frame["MACs"].iloc[:-1].sum() == frame.loc["total", "MACs"]
    assert frame.loc["fc1", "parameters' formula"] == "(25,088 + 1)·4,096"
    assert len(counts.table(total=False)) == len(counts.table()) - 1
    with pytest.raises(ValueError, match=r"`name` must be one of.*fc1.*Received: 'fc3'"):
        counts["fc3"]


def test_comparing_says_where_it_disagrees(application):
    counts = measure.count(application("MobileNet"))
    rows = {row[""]: row for row in measure.compare(counts, {"MACs": 569_000_000})}
    assert not rows["MACs"]["agree"]
    assert rows["parameters"]["agree"]
    with pytest.raises(ValueError, match="`paper` must be one of"):
        measure.compare(counts, {"FLOPs": 1})
    with pytest.raises(ValueError, match="`counts` must be"):
        measure.compare(None)


@pytest.mark.parametrize("model", [None, "VGG16", keras.layers.Dense(2)])
def test_what_is_no_model_is_refused(model):
    with pytest.raises(ValueError, match=r"`model` must be.*Received"):
        measure.count(model)


def test_a_sequential_model_without_shape():
    with pytest.raises(ValueError, match="`input_shape` must be given"):
        measure.count(keras.Sequential([kl.Dense(2)]))
    assert measure.count(keras.Sequential([kl.Dense(2)]), (4,)).parameters == 10
    for wrong in [(0, 3), "large", [(4,), None], 3.5, ()]:
        with pytest.raises(ValueError, match=r"`input_shape`.*eceived"):
            measure.count(keras.Sequential([kl.Dense(2)]), wrong)
