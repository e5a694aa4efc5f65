"""Why a file can't be read. The page's script has the same sentences under the same keys."""

from resnet_atlas.errors import UnreadableFile
from resnet_atlas.messages import Message

PROBLEMS = {
    "cut": Message("The file ends too early: it is damaged, or it was not copied to its end."),
    "damaged": Message(
        "The file is damaged: its index is not one that PyTorch or safetensors write."
    ),
    "deep": Message("The file is nested deeper than any network."),
    "empty": Message("The file is empty."),
    "foreign": Message("This is neither a checkpoint of PyTorch’s nor safetensors."),
    "header": Message("Its header says it is larger than any network’s."),
    "large": Message("Its index is larger than that of any network."),
    "many": Message("It has more tensors than any network."),
    "none": Message("There are no tensors with names in it."),
    "packed": Message("Its index is compressed, which PyTorch never does."),
    # What is often found in place of a checkpoint
    "archive": Message("This is a packed archive (zstd, xz, bzip2, 7z or RAR): unpack it first."),
    "ggml": Message("This is a GGUF or GGML file, as llama.cpp has them."),
    "gzip": Message("This is packed with gzip: unpack it first."),
    "hdf5": Message("This is an HDF5 file, as Keras writes them: load it with Keras or h5py."),
    "html": Message("This is a web page: the download went wrong."),
    "json": Message("This is a JSON file: choose the file of weights that lies beside it."),
    "keras": Message("This is a .keras file: load it with Keras."),
    "lfs": Message("This is a Git LFS pointer: fetch the file that it stands for."),
    "npy": Message("This is a file of NumPy’s (.npy or .npz): np.load reads it."),
    "numpy": Message(
        "This is a pickle of NumPy arrays, as Caffe2, detectron2 and Paddle write them, and no"
        " checkpoint of PyTorch’s."
    ),
    "onnx": Message("This is an ONNX file: it holds a whole network, not a state dict."),
    "pt2": Message(
        "This is a program that torch.export saved: torch.export.load(…).state_dict gives its"
        " weights."
    ),
    "savedmodel": Message("This is a SavedModel of TensorFlow’s."),
    "tar": Message("This is a tar archive: unpack it, and choose the file of weights in it."),
    "tensorflow": Message("This is a part of a TensorFlow checkpoint."),
    "tflite": Message("This is a TensorFlow Lite file."),
    "zip": Message("This is a zip, but none that PyTorch wrote: unpack it first."),
}
"""The sentences by key."""


def unreadable(key: str) -> UnreadableFile:
    """The error of that key."""
    return UnreadableFile(PROBLEMS[key])
