"""Vision Transformer (Dosovitskiy et al. 2020): patches as words, and no convolution after them."""

from __future__ import annotations

from cnnlectures.models.blocks import activate, add, conv, dense, dropout, predictions
from cnnlectures.models.cards import Card
from cnnlectures.models.published import ONE, Published

#: Table 1 of the paper: blocks, width of a token, hidden units, heads; and the side of a patch.
B16 = {"depth": 12, "width": 768, "hidden": 3072, "heads": 12, "patch": 16}


def vit(x, top, *, depth, width, hidden, heads, patch):
    """Patches and a class token with their places, then blocks of attention and dense layers.

    Args:
        x: images.
        top: the classifier to end in, or None.
        depth: how many blocks.
        width: of a token.
        hidden: units of the blocks' hidden layer.
        heads: of the attention.
        patch: side of a patch.
    """
    from cnnlectures.models.transformer_layers import ClassToken, Positions, TakeToken, Tokens

    x = conv(x, width, patch, patch, pad=0, name="patches", kernel_initializer="lecun_normal")
    x = ClassToken(name="class_token")(Tokens(name="tokens")(x))
    x = dropout(Positions(name="positions")(x), 0.0, name="drop")
    for k in range(1, depth + 1):
        x = block(x, hidden, heads, name=f"block{k}")
    x = _norm(x, name="norm")
    return predictions(TakeToken(name="take_token")(x), top) if top else x


def block(x, hidden, heads, *, name):
    """Attention between tokens, then two dense layers for each; both added to what came in."""
    from cnnlectures.models.transformer_layers import Attention

    y, width = _norm(x, name=f"{name}_norm1"), x.shape[-1]
    parts = [dense(y, width, name=f"{name}_{part}") for part in ("query", "key", "value")]
    y = dense(Attention(heads, name=f"{name}_attention")(parts), width, name=f"{name}_out")
    x = add([x, y], name=f"{name}_add1")
    y = dense(_norm(x, name=f"{name}_norm2"), hidden, name=f"{name}_mlp1")
    y = dense(activate(y, "gelu", name=f"{name}_gelu"), width, name=f"{name}_mlp2")
    return add([x, y], name=f"{name}_add2")


def _norm(x, *, name):
    from keras import layers

    return layers.LayerNormalization(epsilon=1e-6, name=name)(x)


def _encoder(k, part):
    return f"encoder.layers.encoder_layer_{k - 1}.{part}"


def _third(weight, bias, part):
    """The query's, key's or value's share of the one matrix that is kept for all three."""
    number = ("query", "key", "value").index(part)

    def cut(value):
        size = len(value) // 3
        return value[number * size : (number + 1) * size].T

    return {"kernel": (weight, cut), "bias": (bias, cut)}


def _itself(value):
    return value


#: torchvision's names.
_TORCHVISION = (
    (r"patches", lambda: "conv_proj"),
    (r"class_token", lambda: {"token": ("class_token", _itself)}),
    (r"positions", lambda: {"embedding": ("encoder.pos_embedding", _itself)}),
    (r"block(\d+)_norm(\d)", lambda k, number: _encoder(k, f"ln_{number}")),
    (
        r"block(\d+)_(query|key|value)",
        lambda k, part: _third(
            _encoder(k, "self_attention.in_proj_weight"),
            _encoder(k, "self_attention.in_proj_bias"),
            part,
        ),
    ),
    (r"block(\d+)_out", lambda k: _encoder(k, "self_attention.out_proj")),
    (r"block(\d+)_mlp1", lambda k: _encoder(k, "mlp.0")),
    (r"block(\d+)_mlp2", lambda k: _encoder(k, "mlp.3")),
    (r"norm", lambda: "encoder.ln"),
    (r"predictions", lambda: "heads.head"),
)

#: timm's, which has the class token's place among the others, as we do.
_TIMM = (
    (r"patches", lambda: "patch_embed.proj"),
    (r"class_token", lambda: {"token": ("cls_token", _itself)}),
    (r"positions", lambda: {"embedding": ("pos_embed", _itself)}),
    (r"block(\d+)_norm(\d)", lambda k, number: f"blocks.{k - 1}.norm{number}"),
    (
        r"block(\d+)_(query|key|value)",
        lambda k, part: _third(
            f"blocks.{k - 1}.attn.qkv.weight", f"blocks.{k - 1}.attn.qkv.bias", part
        ),
    ),
    (r"block(\d+)_out", lambda k: f"blocks.{k - 1}.attn.proj"),
    (r"block(\d+)_mlp(\d)", lambda k, number: f"blocks.{k - 1}.mlp.fc{number}"),
    (r"norm", lambda: "norm"),
    (r"predictions", lambda: "head"),
)

CARDS = (
    Card(
        name="vit_b16",
        title="Vision Transformer ViT-B/16",
        year=2020,
        authors="A. Dosovitskiy, L. Beyer, A. Kolesnikov, D. Weissenborn, X. Zhai, T. Unterthiner, "
        "M. Dehghani, M. Minderer, G. Heigold, S. Gelly, J. Uszkoreit, N. Houlsby",
        paper="An image is worth 16x16 words: transformers for image recognition at scale, "
        "arXiv 2010.11929",
        idea="An image is a sentence of patches, and attention finds what belongs together.",
        family="vit",
        architecture=vit,
        settings=B16,
        mini={"depth": 5, "width": 80, "hidden": 320, "heads": 4, "patch": 8},
        needs_size=True,
        parameters=86_567_656,
        trainable=86_567_656,
        published="86 million",
        reference=86_567_656,
        reference_source="torchvision 0.28.0 vit_b_16",
        macs=17_563_828_224,
        macs_source="counted, 224 × 224, attention included",
        accuracy="77.9 % top-1 after ImageNet alone, 84.0 after ImageNet-21k (384 × 384)",
        accuracy_source="the paper, table 5",
        deck="Slide 66 lists it, and says that it is no convolutional network.",
        deck_is_right=True,
        slides=(66,),
        aliases=("vit", "vision transformer", "vit b 16"),
        hub=Published(
            "timm/vit_base_patch16_224.augreg2_in21k_ft_in1k",
            images=ONE,
            revision="063c6c38a5d8510b2e57df480445e94b231dad2c",
            sha256="32aa17d6e17b43500f531d5f6dc9bc93e56ed8841b8a75682e1bb295d722405b",
            size=346_284_714,
            layout=_TIMM,
        ),
        layout=_TORCHVISION,
    ),
)
