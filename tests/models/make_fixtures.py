"""Make the parity fixtures: what torchvision's and timm's networks answer, as small JSON.

Every tensor of a network is made from its name (``hashed.py``), batch normalisation's statistics
included; images of odd sizes go through; some of the numbers that come out are stored, from the
middle of the network as well. ``test_parity.py`` does the same with our networks, without PyTorch.

It runs in an environment of its own (PyTorch has no place in the course's):

    uv venv parity && uv pip install --python parity torch==2.13.0 numpy pillow safetensors pyyaml
    uv pip install --python parity huggingface_hub && uv pip install --python parity --no-deps \
        torchvision==0.28.0 timm==1.0.31
    parity/bin/python tests/models/make_fixtures.py [NAME ...]
"""

import json
import sys
from pathlib import Path

import hashed
import timm
import torch
import torchvision

FOLDER = Path(__file__).parent / "fixtures"

#: Of each network, and of those with other names in timm: how the reference is made, the height and
#: width of the images, and where to listen: the reference's module and our layer.
NETWORKS = {
    "alexnet_torchvision": (
        lambda: narrower(torchvision.models.alexnet(), 1, 4, 6),
        (193, 235),
        {"features.5": "pool2", "features.12": "pool5", "": "predictions"},
    ),
    "vgg16": (
        lambda: narrower(torchvision.models.vgg16(), 0, 3, 6),
        (229, 237),
        {"features.4": "block1_pool", "features.16": "block3_pool", "": "predictions"},
    ),
    "googlenet_torchvision_auxiliary": (
        lambda: torchvision.models.googlenet(aux_logits=True, init_weights=False),
        (203, 237),
        {
            "maxpool1": "pool1",
            "inception3b": "inception_3b_output",
            "maxpool4": "pool4",
            "": "predictions",
            "aux1": "loss1_predictions",
            "aux2": "loss2_predictions",
        },
    ),
    "resnet18": (
        lambda: torchvision.models.resnet18(),
        (131, 157),
        {"maxpool": "pool1_pool", "layer2": "conv3_block2_out", "": "predictions"},
    ),
    "resnet34": (
        lambda: torchvision.models.resnet34(),
        (131, 157),
        {"layer2": "conv3_block4_out", "layer4": "conv5_block3_out", "": "predictions"},
    ),
    "resnet50_v1_5": (
        lambda: torchvision.models.resnet50(),
        (131, 157),
        {"layer1": "conv2_block3_out", "layer3": "conv4_block6_out", "": "predictions"},
    ),
    "densenet121": (
        lambda: torchvision.models.densenet121(),
        (131, 157),
        {
            "features.denseblock1": "conv2_block6_concat",
            "features.transition2": "pool3_pool",
            "": "predictions",
        },
    ),
    "resnext50_32x4d": (
        lambda: torchvision.models.resnext50_32x4d(),
        (67, 99),
        {"layer1": "conv2_block3_out", "layer3": "conv4_block6_out", "": "predictions"},
    ),
    "se_resnet50": (
        lambda: timm.create_model("seresnet50"),
        (131, 157),
        {"layer1": "conv2_block3_out", "layer3": "conv4_block6_out", "": "predictions"},
    ),
    "squeezenet1_0": (
        lambda: torchvision.models.squeezenet1_0(),
        (131, 157),
        {"features.5": "fire4_concat", "features.12": "fire9_concat", "": "predictions"},
    ),
    "squeezenet1_1": (
        lambda: torchvision.models.squeezenet1_1(),
        (132, 157),
        {"features.7": "fire5_concat", "features.12": "fire9_concat", "": "predictions"},
    ),
    "shufflenet_v2": (
        lambda: torchvision.models.shufflenet_v2_x1_0(),
        (131, 157),
        {
            "stage2.0": "stage2_unit1_shuffle",
            "stage3": "stage3_unit8_shuffle",
            "": "predictions",
        },
    ),
    "regnet_y_400mf": (
        lambda: torchvision.models.regnet_y_400mf(),
        (99, 131),
        {
            "trunk_output.block1": "stage1_block1_out",
            "trunk_output.block3": "stage3_block6_out",
            "": "predictions",
        },
    ),
    "regnet_x_400mf": (
        lambda: torchvision.models.regnet_x_400mf(),
        (99, 131),
        {
            "trunk_output.block2": "stage2_block2_out",
            "trunk_output.block4": "stage4_block12_out",
            "": "predictions",
        },
    ),
    "convnext_tiny": (
        lambda: torchvision.models.convnext_tiny(),
        (131, 157),
        {"features.1": "stage1_block3_add", "features.5": "stage3_block9_add", "": "predictions"},
    ),
    "vit_b16": (
        lambda: torchvision.models.vit_b_16(image_size=112),
        (112, 112),
        {
            "encoder.layers.encoder_layer_0": "block1_add2",
            "encoder.layers.encoder_layer_11": "block12_add2",
            "": "predictions",
        },
    ),
    "regnet_y_400mf_timm": (
        lambda: timm.create_model("regnety_004"),
        (99, 131),
        {"s1.b1": "stage1_block1_out", "s3.b6": "stage3_block6_out", "": "predictions"},
    ),
    "regnet_x_400mf_pycls_timm": (
        lambda: timm.create_model("regnetx_004"),
        (99, 131),
        {"s2.b2": "stage2_block2_out", "s4.b12": "stage4_block12_out", "": "predictions"},
    ),
    "vit_b16_timm": (
        lambda: timm.create_model("vit_base_patch16_224", img_size=112),
        (112, 112),
        {"blocks.0": "block1_add2", "blocks.11": "block12_add2", "": "predictions"},
    ),
    "inception_v4": (
        lambda: timm.create_model("inception_v4"),
        (139, 171),
        {"features.5": "mixed5a", "features.10": "reduction_a", "": "predictions"},
    ),
}


#: Of the hidden dense layers, in place of 4096: the same order of their inputs, a 40th of the work.
UNITS = 100


def narrower(model, *places):
    """The same network with few units in its hidden dense layers."""
    inputs = model.classifier[places[0]].in_features
    for place, units in zip(places, (UNITS, UNITS, 1000), strict=True):
        model.classifier[place] = torch.nn.Linear(inputs, units)
        inputs = units
    return model


def main(names):
    FOLDER.mkdir(exist_ok=True)
    for name in names or NETWORKS:
        path = FOLDER / f"{name}.json"
        path.write_text(json.dumps(fixture(name, *NETWORKS[name]), indent=1) + "\n")
        print(path, path.stat().st_size)


@torch.no_grad()
def fixture(name, make, size, taps):
    """What the reference answers at its taps, and from which version."""
    model, ours = make().eval(), name.removesuffix("_timm")
    state = {
        key: torch.from_numpy(hashed.tensor(key, tuple(value.shape)))
        for key, value in model.state_dict().items()
        if not key.endswith("num_batches_tracked")
    }
    missing, unexpected = model.load_state_dict(state, strict=False)
    assert not unexpected
    assert all(key.endswith("num_batches_tracked") for key in missing), missing
    heard = {}
    modules = dict(model.named_modules())
    for module in taps:
        modules[module].register_forward_hook(
            lambda _, __, output, module=module: heard.__setitem__(module, output)
        )
    shape = (1, *size, 3)
    model(torch.from_numpy(hashed.image(ours, shape)).permute(0, 3, 1, 2).contiguous())
    for head, source in (("aux1", "inception4a"), ("aux2", "inception4d")):
        if head in taps:  # which run in training only
            again = {}
            hook = modules[source].register_forward_hook(
                lambda _, __, output, again=again: again.setdefault("x", output)
            )
            model(torch.from_numpy(hashed.image(ours, shape)).permute(0, 3, 1, 2).contiguous())
            hook.remove()
            modules[head](again["x"])
    return {
        "network": ours,
        "settings": {"units": UNITS} if ours in ("alexnet_torchvision", "vgg16") else {},
        "reference": f"torchvision {torchvision.__version__}, timm {timm.__version__}, "
        f"torch {torch.__version__}".replace("+cpu", ""),
        "image": shape,
        "shapes": by_shape(state),
        "taps": {layer: answer(heard[module]) for module, layer in taps.items()},
    }


def by_shape(state):
    """The names of the tensors of every shape."""
    names = {}
    for key, value in state.items():
        names.setdefault(str(list(value.shape)), []).append(key)
    return {shape: " ".join(keys) for shape, keys in names.items()}


def answer(output):
    """The shape of an output with channels last, its largest magnitude, and some of its values."""
    values = output.permute(0, 2, 3, 1) if output.ndim == 4 else output
    values = values.contiguous().numpy()
    assert abs(values).max() < 1e6, "signals must stay finite"
    return {
        "shape": list(values.shape),
        "largest": float(f"{abs(values).max():.7g}"),
        "values": [float(f"{value:.7g}") for value in hashed.sample(values)],
    }


if __name__ == "__main__":
    main(sys.argv[1:])
