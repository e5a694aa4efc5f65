"""The dialects of ResNet-50, each read off the library's own source file."""

from resnet_atlas.facts.dialects.dialect import Dialect, Source
from resnet_atlas.messages import Message
from resnet_atlas.network.network import Origin

NETWORK = Message("the network")
NORM = Message("batch norm")
PIXELS = Message("the pixels")

SCALED = Message("RGB, mean and deviation of ImageNet")
BGR = Message("BGR, mean subtracted")

KERAS = "040582fc160b1080954ddc1f554dd70fbbb1da5a"
SLIM = "09ff47db16e11e3e1acf3ed08f4929b386565808"
TENSORFLOW = "tensorflow/models"

DIALECTS = (
    Dialect(
        id="torchvision",
        title="torchvision",
        maker="resnet50",
        epsilon="1e-5",
        keeps="0.9",
        input=SCALED,
        sources=(
            Source("pytorch/vision", "torchvision/models/resnet.py", "main", NETWORK),
            Source("pytorch/vision", "torchvision/transforms/_presets.py", "main", PIXELS),
        ),
    ),
    Dialect(
        id="caffe",
        title=Message("the paper’s Caffe model"),
        maker="ResNet-50-deploy.prototxt",
        changes={"stride_in_1x1": "true", "stem_pool": "ceil", "bias": "stem"},
        epsilon="1e-5",
        keeps=Message("none: a plain average, after training"),
        input=Message("BGR, mean image subtracted"),
        sources=(
            Source(
                "KaimingHe/deep-residual-networks",
                "prototxt/ResNet-50-3classes-train_val/ResNet-50-deploy.prototxt",
                "097a3ce98e35aaa29ddc966bc37090e635155044",
                NETWORK,
            ),
            Source(
                "KaimingHe/deep-residual-networks",
                "README.md",
                "069f0c0944387446b1c991fae46ccd51ce97db6e",
                NORM,
            ),
            Source(
                "BVLC/caffe",
                "src/caffe/layers/pooling_layer.cpp",
                "25a4973528f88feb4413eddf9680f7a290b1fab0",
                Message("a pooling rounds up"),
            ),
        ),
    ),
    Dialect(
        id="keras",
        title="Keras",
        maker="ResNet50",
        changes={"stride_in_1x1": "true", "bias": "all"},
        epsilon="1.001e-5",
        keeps="0.99",
        input=BGR,
        sources=(
            Source("keras-team/keras", "keras/src/applications/resnet.py", KERAS, NETWORK),
            Source(
                "keras-team/keras",
                "keras/src/applications/imagenet_utils.py",
                "51d7e77046f5b562fbde669068a29b4b33e1f745",
                PIXELS,
            ),
        ),
    ),
    Dialect(
        id="slim",
        title="TF-Slim",
        maker="resnet_v1_50",
        changes={"stride_at": "last", "stem_pool": "same"},
        epsilon="1e-5",
        keeps="0.997",
        input=Message("RGB, mean subtracted"),
        sources=(
            Source(TENSORFLOW, "research/slim/nets/resnet_v1.py", SLIM, NETWORK),
            Source(
                TENSORFLOW,
                "research/slim/nets/resnet_utils.py",
                "03cdc5fecfb6c7d30845e6990a6d346b3acbfeb8",
                NORM,
            ),
            Source(
                TENSORFLOW,
                "research/slim/preprocessing/vgg_preprocessing.py",
                "d318246cb23c77a401624f85a7607fba964769c1",
                PIXELS,
            ),
        ),
    ),
    Dialect(
        id="tensorflow",
        title=Message("TensorFlow’s official"),
        maker="ResNet(model_id=50)",
        changes={"padding": "same"},
        epsilon="1e-3",
        keeps="0.99",
        input=SCALED,
        sources=(
            Source(
                TENSORFLOW,
                "official/vision/modeling/backbones/resnet.py",
                "00936d3553912cfc53691f6ec60303aae1777b5d",
                NETWORK,
            ),
            Source(
                TENSORFLOW,
                "official/vision/modeling/layers/nn_blocks.py",
                "001ec92b3574896d6e9f65b8a5b46afc62e5f9e6",
                Message("the blocks"),
            ),
            Source(
                TENSORFLOW,
                "official/vision/ops/preprocess_ops.py",
                "0ca414d5209edfddf5b018b6ca8b7d48e4f976ec",
                PIXELS,
            ),
        ),
    ),
    Dialect(
        id="flax",
        title="Flax",
        maker="ResNet50",
        changes={"padding": "same_in_blocks", "stem_pool": "same"},
        epsilon="1e-5",
        keeps="0.9",
        input=SCALED,
        sources=(
            Source(
                "google/flax",
                "examples/imagenet/models.py",
                "06529c9ee0202ee3edaf084f1a7442faf9becdac",
                NETWORK,
            ),
            Source(
                "google/flax",
                "examples/imagenet/input_pipeline.py",
                "f31e964ef3eadff9282307774e66a58f0704ad3f",
                PIXELS,
            ),
        ),
    ),
    Dialect(
        id="gluon",
        title="MXNet Gluon",
        maker="resnet50_v1",
        changes={"stride_in_1x1": "true", "bias": "1x1"},
        epsilon="1e-5",
        keeps="0.9",
        input=SCALED,
        sources=(
            Source(
                "apache/mxnet",
                "python/mxnet/gluon/model_zoo/vision/resnet.py",
                "f47da608d0984935d729a10f0bd1f8e8a50f4a26",
                NETWORK,
            ),
            Source(
                "apache/mxnet",
                "python/mxnet/gluon/model_zoo/vision/__init__.py",
                "0e8b16b5c7af5c964385fe152efd384872a88936",
                PIXELS,
            ),
        ),
    ),
    Dialect(
        id="timm",
        title="timm",
        maker="resnet50",
        epsilon="1e-5",
        keeps="0.9",
        input=SCALED,
        sources=(
            Source("huggingface/pytorch-image-models", "timm/models/resnet.py", "main", NETWORK),
        ),
    ),
    Dialect(
        id="paddle",
        title="PaddleClas vd",
        maker="ResNet50_vd",
        name="resnet50d",
        epsilon="1e-5",
        keeps="0.9",
        input=SCALED,
        sources=(
            Source(
                "PaddlePaddle/PaddleClas",
                "ppcls/arch/backbone/legendary_models/resnet.py",
                "0009cb6cb4b239036b3deca87451e286484f6425",
                NETWORK,
            ),
            Source(
                "PaddlePaddle/PaddleClas",
                "ppcls/configs/ImageNet/ResNet/ResNet50_vd.yaml",
                "0f86c55576cd3d9144c377ebd69455d159344ea9",
                PIXELS,
            ),
        ),
    ),
    Dialect(
        id="detectron2",
        title="detectron2",
        maker="build_resnet_backbone",
        changes={"stride_in_1x1": "true", "norm": "frozen"},
        epsilon="1e-5",
        keeps=Message("all: it is frozen"),
        image=Message("800, the shorter side"),
        input=BGR,
        sources=(
            Source(
                "facebookresearch/detectron2",
                "detectron2/modeling/backbone/resnet.py",
                "0af92994bc09a1ea256feb7a76f996cdc3930193",
                NETWORK,
            ),
            Source(
                "facebookresearch/detectron2",
                "detectron2/config/defaults.py",
                "084acd0f781f217e8d7b93a0099b08fce82cd88f",
                Message("where the stride is, the norm, the pixels"),
            ),
        ),
    ),
)
"""The first is what the others are compared with.

Where the file itself leaves batch norm's numbers to its library, they are the library's defaults:
PyTorch's, Keras's, MXNet's and Paddle's. PyTorch's ``momentum`` of 0.1 is a share of 0.9 kept.
"""

BY_ID = {dialect.id: dialect for dialect in DIALECTS}


def builders(origin: Origin) -> list[Dialect]:
    """The libraries whose ResNet-50 a network is."""
    return [dialect for dialect in DIALECTS if dialect.network.origin == origin]
