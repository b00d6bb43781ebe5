"""Descriptions of models (`ModelInfo` of a source, `LiteInfo` of a .tflite) that children send to the engine."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from builder.contract.contract import MOST_WORDS, NgramWidth, Standardize, TextOutput, TextSplit
from builder.contract.file_facts import FileFacts
from builder.core.errors import Problem

ModelKind = Literal["keras3", "keras2", "savedmodel", "tflite"]
FileFormat = Literal["h5", "keras", "savedmodel", "tflite"]

# Bounds of what is accepted from a child; chosen: far above real models.
_Name = Annotated[str, Field(max_length=4096)]
_Side = Annotated[int, Field(ge=-1, lt=2**40)]
_LARGEST_VOCABULARY = 4_000_000  # bytes; as JSON it fits a line of a child
_Shape = Annotated[tuple[_Side, ...], Field(max_length=64)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TextLookup(_Frozen):
    """How a text becomes the numbers that enter a model, as Keras does it; see the attributes of `ContractInput`.

    A vocabulary has at most `MOST_WORDS` words, and 4 MB.
    """

    vocabulary: Annotated[tuple[Annotated[str, Field(max_length=1000)], ...], Field(max_length=MOST_WORDS)]
    standardize: Standardize = "none"
    split: TextSplit = "none"
    ngrams: Annotated[tuple[NgramWidth, ...], Field(max_length=8)] = ()
    text_output: TextOutput = "int"
    unknown_index: Annotated[int, Field(ge=0, le=1)] = 1

    @model_validator(mode="after")
    def _small(self) -> Self:
        if sum(len(word.encode("utf-8", "replace")) for word in self.vocabulary) > _LARGEST_VOCABULARY:
            raise ValueError("vocabulary")
        return self

    @property
    def last_index(self) -> int:
        """The number of the last word."""
        return self.unknown_index + len(self.vocabulary)


class TensorInfo(_Frozen):
    """One input or output of a model.

    Attributes:
        name: The source model's own name for it.
        tensor: Its name in the .tflite signature ("" until there is a .tflite).
        shape: With the batch axis; -1 where a size is unknown. The batch is reported as 1.
        dtype: NumPy's name of the element type ("float32", "uint8", "string").
        scale: Quantization step of a quantized tensor; 0.0 for a float one.
        zero_point: Quantization zero point.
        max_index: For an integer input that feeds an embedding: the largest index that is in range.
        text: For an input whose numbers are those of a text's words: how they are found.
        not_negative: An input whose logarithm or root the model takes first.
    """

    name: _Name
    tensor: _Name = ""
    shape: _Shape
    dtype: Annotated[str, Field(max_length=40)]
    scale: float = 0.0
    zero_point: int = 0
    max_index: int | None = None
    not_negative: bool = False
    text: TextLookup | None = None


class ModelInfo(_Frozen):
    """Everything that inspection reports.

    Attributes:
        kind: Which loader reads it.
        format: How the file is laid out.
        keras_version: As the file says, None where it says nothing.
        source_bytes: Bytes on disk (of the whole folder for a SavedModel).
        source_sha256: Of the file; for a folder, of its files' names and digests in sorted order.
        signatures: Names of a SavedModel's or .tflite's signatures.
        signature: The one that was chosen.
        parameters: Number of weights, None where the format does not tell.
        operators: Operator names of a .tflite in order of first use; empty for others.
        weight_types / activation_types: As found in a .tflite; empty for others.
        precision: The precision that a .tflite already has, by its name in jobs; "" for others.
        trained_for_int8: Whether it was trained for int8 (quantization-aware training), which its FakeQuant operators
            show.
        final_activation: Activation of the last layer ("softmax", "sigmoid", "linear"), None if unknown.
        keeps_state: It is made to remember earlier runs, such as the windows of a sound before this one.
        rescales: The model scales pixels by itself (a Rescaling or Normalization layer near its input).
        layers: Names of the layers with those inside of nested models, from the input on; empty where unknown.
        facts: What the file, or one beside it, says about the model: names, scaling, licence.
        warnings: Findings worth telling, none of which blocks.
    """

    kind: ModelKind
    format: FileFormat
    keras_version: str | None = None
    source_bytes: Annotated[int, Field(ge=0)]
    source_sha256: Annotated[str, Field(max_length=64)]
    signatures: tuple[str, ...] = ()
    signature: str | None = None
    inputs: tuple[TensorInfo, ...]
    outputs: tuple[TensorInfo, ...]
    parameters: int | None = None
    operators: tuple[str, ...] = ()
    weight_types: tuple[str, ...] = ()
    activation_types: tuple[str, ...] = ()
    precision: str = ""
    trained_for_int8: bool = False
    final_activation: str | None = None
    keeps_state: bool = False
    rescales: bool = False
    layers: tuple[str, ...] = ()
    facts: FileFacts = FileFacts()
    warnings: tuple[Problem, ...] = ()


class LiteInfo(_Frozen):
    """Contents of a .tflite file, read from the file itself.

    Attributes:
        inputs / outputs: In the signature's order, with `tensor` names; file order when there is no signature.
        operators: Operator names in order of first use.
        weight_types: Element types of constant tensors with more than 32 elements, most bytes first.
        activation_types: Element types of the tensors between operators, most tensors first.
        io_types: Element types of the inputs and outputs, each once.
        tflite_bytes: Size of the file.
        has_signature: Whether the file names its inputs and outputs in a signature.
        keeps_state: Whether it is made to remember earlier runs.
        open_sizes: Whether it leaves sizes open, such as that of the batch, beside those that it is run with.
    """

    inputs: tuple[TensorInfo, ...]
    outputs: tuple[TensorInfo, ...]
    operators: tuple[str, ...]
    weight_types: tuple[str, ...]
    activation_types: tuple[str, ...]
    io_types: tuple[str, ...]
    tflite_bytes: Annotated[int, Field(ge=0)]
    has_signature: bool
    keeps_state: bool = False
    open_sizes: bool = False
