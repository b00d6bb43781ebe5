// The part of LiteRT's C interface that the runner uses, declared here because the wheel that brings the runtime has no
// headers. Written for libLiteRt of ai-edge-litert 2.3: a newer minor version needs a new look at every line.
// Only the src/engine/litert_* files include this header.
// Thread rule: one environment, model or compiled model is used by one thread at a time.
#ifndef RUNNER_ENGINE_LITERT_API_H_
#define RUNNER_ENGINE_LITERT_API_H_

#include <cstddef>
#include <cstdint>

namespace runner::litert {

struct EnvironmentT;
struct ModelT;
struct OptionsT;
struct OpaqueOptionsT;
struct CompiledModelT;
struct SignatureT;
struct TensorT;
struct RequirementsT;
struct BufferT;

using Status = int;  // 0 is success
using Index = size_t;

constexpr Status kOk = 0;
constexpr Status kNoMemory = 2;
constexpr Status kUnsupported = 5;
constexpr Status kNotFound = 6;
constexpr int kMaxRank = 8;
constexpr int kAcceleratorCpu = 1;
constexpr int kRanked = 0;
constexpr int kPerTensor = 1;
constexpr int kHostMemory = 1;  // a kind of buffer
constexpr int kLockRead = 0;
constexpr int kLockWrite = 1;

// Which options an environment takes, and what their values are.
constexpr int32_t kOptionAccelerators = 24;  // a mask of the accelerators that are searched for
constexpr int32_t kOptionLogSeverity = 25;   // 0 verbose ... 4 silent
constexpr int32_t kAnyInt = 2;
constexpr int64_t kSilent = 4;

struct EnvironmentOption {
  int32_t tag;
  int32_t tag_padding;
  int32_t value_type;
  int32_t value_padding;
  int64_t value;
};
static_assert(sizeof(EnvironmentOption) == 24, "the runtime reads options of 24 bytes");

// The runtime's struct begins with two bit-fields in one word, 7 bits of rank and 1 that says whether strides are given;
// the Windows library has it so too, which Microsoft's own compiler would not do.
struct Layout {
  uint32_t rank_and_flag;
  int32_t dimensions[kMaxRank];  // below 0 = unknown
  uint32_t strides[kMaxRank];

  size_t rank() const { return rank_and_flag & 0x7f; }
};

struct RankedType {
  int32_t element_type;
  Layout layout;
};

struct PerTensorQuantization {
  float scale;
  int64_t zero_point;
};

static_assert(sizeof(Layout) == 68 && sizeof(RankedType) == 72, "one leading word, 8 sizes, 8 strides");
static_assert(sizeof(PerTensorQuantization) == 16 && offsetof(PerTensorQuantization, zero_point) == 8,
              "scale, padding, zero point");
static_assert(sizeof(void*) == 8 && sizeof(size_t) == 8, "the runtime exists for 64-bit systems only");

// RUNNER_LITERT_FUNCTIONS(X) names every function once: X(its name after "LiteRt", result, parameters). The table below
// and the list of symbols to look up both come from here.
#define RUNNER_LITERT_FUNCTIONS(X)                                                                      \
  X(CreateEnvironment, Status, (int, const EnvironmentOption*, EnvironmentT**))                         \
  X(DestroyEnvironment, void, (EnvironmentT*))                                                          \
  X(CreateModelFromBuffer, Status, (EnvironmentT*, const void*, size_t, ModelT**))                      \
  X(DestroyModel, void, (ModelT*))                                                                      \
  X(CreateOptions, Status, (OptionsT**))                                                                \
  X(DestroyOptions, void, (OptionsT*))                                                                  \
  X(SetOptionsHardwareAccelerators, Status, (OptionsT*, int))                                           \
  X(CreateOpaqueOptions, Status, (const char*, void*, void (*)(void*), OpaqueOptionsT**))               \
  X(DestroyOpaqueOptions, void, (OpaqueOptionsT*))                                                      \
  X(AddOpaqueOptions, Status, (OptionsT*, OpaqueOptionsT*))                                             \
  X(CreateCompiledModel, Status, (EnvironmentT*, ModelT*, OptionsT*, CompiledModelT**))                 \
  X(DestroyCompiledModel, void, (CompiledModelT*))                                                      \
  X(CompiledModelGetErrorMessages, Status, (CompiledModelT*, char**))                                   \
  X(CompiledModelResizeInputTensor, Status, (CompiledModelT*, Index, Index, const int*, size_t))        \
  X(GetCompiledModelOutputTensorLayouts, Status, (CompiledModelT*, Index, size_t, Layout*, bool))       \
  X(GetCompiledModelInputBufferRequirements, Status, (CompiledModelT*, Index, Index, RequirementsT**))  \
  X(GetCompiledModelOutputBufferRequirements, Status, (CompiledModelT*, Index, Index, RequirementsT**)) \
  X(GetNumModelSignatures, Status, (ModelT*, Index*))                                                   \
  X(GetModelSignature, Status, (ModelT*, Index, SignatureT**))                                          \
  X(GetNumSignatureInputs, Status, (SignatureT*, Index*))                                               \
  X(GetNumSignatureOutputs, Status, (SignatureT*, Index*))                                              \
  X(GetSignatureInputName, Status, (SignatureT*, Index, const char**))                                  \
  X(GetSignatureOutputName, Status, (SignatureT*, Index, const char**))                                 \
  X(GetSignatureInputTensorByIndex, Status, (SignatureT*, Index, TensorT**))                            \
  X(GetSignatureOutputTensorByIndex, Status, (SignatureT*, Index, TensorT**))                           \
  X(GetTensorTypeId, Status, (TensorT*, int*))                                                          \
  X(GetRankedTensorType, Status, (TensorT*, RankedType*))                                               \
  X(GetQuantizationTypeId, Status, (TensorT*, int*))                                                    \
  X(GetPerTensorQuantization, Status, (TensorT*, PerTensorQuantization*))                               \
  X(CreateManagedTensorBufferFromRequirements, Status,                                                  \
    (EnvironmentT*, const RankedType*, RequirementsT*, BufferT**))                                      \
  X(CreateManagedTensorBuffer, Status, (EnvironmentT*, int, const RankedType*, size_t, BufferT**))      \
  X(DestroyTensorBuffer, void, (BufferT*))                                                              \
  X(GetTensorBufferPackedSize, Status, (BufferT*, size_t*))                                             \
  X(LockTensorBuffer, Status, (BufferT*, void**, int))                                                  \
  X(UnlockTensorBuffer, Status, (BufferT*))                                                             \
  X(RunCompiledModel, Status, (CompiledModelT*, Index, size_t, BufferT**, size_t, BufferT**))

// The functions of one loaded runtime.
struct Api {
#define RUNNER_LITERT_MEMBER(name, result, parameters) result(*name) parameters = nullptr;
  RUNNER_LITERT_FUNCTIONS(RUNNER_LITERT_MEMBER)
#undef RUNNER_LITERT_MEMBER
};

}  // namespace runner::litert

#endif  // RUNNER_ENGINE_LITERT_API_H_
