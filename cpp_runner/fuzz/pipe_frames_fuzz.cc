// Frames of the pipe for libFuzzer: whatever arrives, a block has as many bytes as its shape says.
// Thread rule: one thread.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "runner/core/program/blocks.h"
#include "runner/server/pipe_frames.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const runner::Result<runner::FrameHeader> header = runner::ParseFrameHeader(bytes.substr(0, runner::kFrameHeaderBytes));
  const runner::Result<std::vector<runner::Block>> blocks =
      runner::ParseBlocks(header.ok() ? bytes.substr(runner::kFrameHeaderBytes) : bytes);
  if (!blocks.ok()) return 0;
  for (const runner::Block& block : blocks.value()) {
    const runner::Tensor& tensor = block.raw.tensor;
    if (block.raw.form == runner::RawInputForm::kPixels) continue;
    const int64_t count = runner::ElementCount(tensor.shape);
    if (count < 0 || tensor.data.size() != static_cast<size_t>(count) * runner::ElementSize(tensor.type)) std::abort();
  }
  return 0;
}
