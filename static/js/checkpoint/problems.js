// Why a file can't be read: the sentences of checkpoint/reading/problem.py under the same keys.

import { t } from "../shared/messages.js";

/** The sentence of a key. @param {string} key */
export const sentence = (key) =>
  ({
    cut: t("The file ends too early: it is damaged, or it was not copied to its end."),
    damaged: t("The file is damaged: its index is not one that PyTorch or safetensors write."),
    deep: t("The file is nested deeper than any network."),
    empty: t("The file is empty."),
    foreign: t("This is neither a checkpoint of PyTorch’s nor safetensors."),
    header: t("Its header says it is larger than any network’s."),
    large: t("Its index is larger than that of any network."),
    many: t("It has more tensors than any network."),
    none: t("There are no tensors with names in it."),
    packed: t("Its index is compressed, which PyTorch never does."),
    archive: t("This is a packed archive (zstd, xz, bzip2, 7z or RAR): unpack it first."),
    ggml: t("This is a GGUF or GGML file, as llama.cpp has them."),
    gzip: t("This is packed with gzip: unpack it first."),
    hdf5: t("This is an HDF5 file, as Keras writes them: load it with Keras or h5py."),
    html: t("This is a web page: the download went wrong."),
    json: t("This is a JSON file: choose the file of weights that lies beside it."),
    keras: t("This is a .keras file: load it with Keras."),
    lfs: t("This is a Git LFS pointer: fetch the file that it stands for."),
    npy: t("This is a file of NumPy’s (.npy or .npz): np.load reads it."),
    numpy: t(
      "This is a pickle of NumPy arrays, as Caffe2, detectron2 and Paddle write them, and no checkpoint of PyTorch’s.",
    ),
    onnx: t("This is an ONNX file: it holds a whole network, not a state dict."),
    pt2: t(
      "This is a program that torch.export saved: torch.export.load(…).state_dict gives its weights.",
    ),
    savedmodel: t("This is a SavedModel of TensorFlow’s."),
    tar: t("This is a tar archive: unpack it, and choose the file of weights in it."),
    tensorflow: t("This is a part of a TensorFlow checkpoint."),
    tflite: t("This is a TensorFlow Lite file."),
    zip: t("This is a zip, but none that PyTorch wrote: unpack it first."),
  })[key] ?? t("The file can’t be read.");
