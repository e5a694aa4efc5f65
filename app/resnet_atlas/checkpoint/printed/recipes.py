"""Lines for errors that are about a file: each loads ``state``, or shows what is wrong."""

Values = dict[str, str]

UNPACKED = """\
for key in ("state_dict", "model_state_dict", "model", "net", "weights", "ema"):
    if isinstance(saved, dict) and key in saved:
        saved = saved[key]
state = saved.state_dict() if hasattr(saved, "state_dict") else saved
print(list(state)[:5])
"""
"""From what a file holds to its state dict."""

LOADED = """\
import torch

saved = torch.load("model.pth", map_location="cpu", weights_only={only})
"""


def plain(values: Values) -> str:
    """A checkpoint, its tensors only."""
    return LOADED.format(only=True) + UNPACKED


def trusted(values: Values) -> str:
    """A checkpoint with all that is in it."""
    return LOADED.format(only=False) + UNPACKED


def on_cpu(values: Values) -> str:
    """A checkpoint of a GPU's tensors."""
    return plain(values)


def by_keys(values: Values) -> str:
    """A checkpoint whose keys aren't known."""
    return (
        LOADED.format(only=True)
        + 'print(list(saved)[:5] if isinstance(saved, dict) else "")\n'
        + UNPACKED
    )


def script(values: Values) -> str:
    """A TorchScript archive."""
    return (
        "import torch\n\n"
        'state = torch.jit.load("model.pth", map_location="cpu").state_dict()\n'
        "print(list(state)[:5])\n"
    )


def of_whole(values: Values) -> str:
    """A pickled network."""
    return (
        "import torch\n\n"
        "# A whole network: this runs code from the file, so only if you trust it.\n"
        'saved = torch.load("model.pth", map_location="cpu", weights_only=False)\n'
        "model.load_state_dict(saved.state_dict())\n"
    )


def build(values: Values) -> str:
    """A state dict for a network that is still to be built."""
    return (
        "import torch\nfrom torchvision.models import resnet50  # or your own class\n\n"
        "model = resnet50()\n"
        'state = torch.load("model.pth", map_location="cpu", weights_only=True)\n'
        "model.load_state_dict(state)\nmodel.eval()\n"
    )


def latin1(values: Values) -> str:
    """A checkpoint of Python 2."""
    return (
        "import torch\n\n"
        "# This may run code from the file, so only if you trust it.\n"
        'saved = torch.load("model.pth", map_location="cpu", weights_only=False, '
        'encoding="latin1")\n' + UNPACKED
    )


def stand_ins(values: Values) -> str:
    """A pickled network whose classes aren't here."""
    return (
        "import pickle\nimport types\n\nimport torch\n\n\n"
        "class Unpickler(pickle.Unpickler):\n"
        "    def find_class(self, module, name):\n"
        "        try:\n"
        "            return super().find_class(module, name)\n"
        "        except (ImportError, AttributeError):\n"
        "            return type(name, (torch.nn.Module,), {})  # it holds the weights\n\n\n"
        "# A whole network: this runs code from the file, so only if you trust it.\n"
        "loader = types.SimpleNamespace(Unpickler=Unpickler, load=pickle.load)\n"
        'saved = torch.load("model.pth", map_location="cpu", weights_only=False, '
        "pickle_module=loader)\n" + UNPACKED
    )


def downloads(values: Values) -> str:
    """Where PyTorch keeps what it downloads."""
    return (
        "import os\n\nimport torch\n\n"
        'print(os.path.getsize("model.pth"), "bytes")\n'
        'print(torch.hub.get_dir() + "/checkpoints")  # delete what is damaged there\n'
    )


def first_bytes(values: Values) -> str:
    """What a file begins with."""
    return 'with open("model.pth", "rb") as file:\n    print(file.read(64))\n'


def lfs(values: Values) -> str:
    """Git LFS."""
    return "git lfs install\ngit lfs pull\n"
