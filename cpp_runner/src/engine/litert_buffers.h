// Buffers: the memory that the runtime reads inputs from and writes outputs to.
// Thread rule: as litert_api.h.
#ifndef RUNNER_SRC_ENGINE_LITERT_BUFFERS_H_
#define RUNNER_SRC_ENGINE_LITERT_BUFFERS_H_

#include <vector>

#include "engine/litert_handles.h"
#include "engine/litert_signature.h"
#include "runner/core/base/result.h"
#include "runner/core/base/tensor.h"

namespace runner::litert {

// The buffer of an input or output as the compiled model wants it. A failure where its size is not that of its shape.
Result<Status> MakeBuffer(const Api& api, EnvironmentT* environment, CompiledModelT* compiled, Side side, size_t index,
                          Port& port);
// A larger buffer where the sizes of now need one; `grown` is set then.
Status GrowBuffer(const Api& api, EnvironmentT* environment, Port& port, bool& grown);

Status WriteBuffer(const Api& api, const Port& port, const Tensor& tensor);
// `tensor` gets the port's sizes of now.
Status ReadBuffer(const Api& api, const Port& port, ElementType type, Tensor& tensor);

// The sizes that the outputs have now. `update` computes them anew from those of the inputs.
Status ReadOutputSizes(const Api& api, CompiledModelT* compiled, bool update, std::vector<Port>& outputs);

}  // namespace runner::litert

#endif  // RUNNER_SRC_ENGINE_LITERT_BUFFERS_H_
