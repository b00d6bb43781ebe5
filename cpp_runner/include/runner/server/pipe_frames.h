// Frames: the layout of what goes over the runner's pipe (docs/runner.md), without any input or output. Most payloads are blocks.
// Thread rule: functions without state.
#ifndef RUNNER_SERVER_PIPE_FRAMES_H_
#define RUNNER_SERVER_PIPE_FRAMES_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "runner/core/base/result.h"

namespace runner {

constexpr size_t kFrameHeaderBytes = 24;
constexpr size_t kFrameIdAt = 8;  // in the header
constexpr uint64_t kMostPayloadBytes = uint64_t{1} << 30;

enum class FrameType : uint32_t {
  kPredict = 1,
  kPreprocess = 2,
  kTensors = 3,
  kReadFile = 4,   // the payload is a path
  kReadBytes = 5,  // the payload is a file's content
  kOutputs = 6,    // answers kRun: the time of the run, and a block for each output
  kHello = 0x80,
  kJson = 0x81,
  kBlocks = 0x82,
  kSample = 0x83,       // one for each sample that was read; a frame kJson follows them
  kSampleError = 0x84,  // in place of a sample that cannot be read
  kRun = 0x85,          // asks the other side to run its model: a block for each input
  kError = 0xff,
};

// A flag of PREDICT: the answer holds pictures and masks as PNG.
constexpr uint32_t kWithPictures = 1;
// A flag of READ_FILE and READ_BYTES: samples come as they enter the model, not as they were read.
constexpr uint32_t kPrepared = 1;

struct FrameHeader {
  uint32_t type = 0;  // a FrameType, or something unknown
  uint32_t id = 0;
  uint32_t flags = 0;
  uint64_t bytes = 0;  // of the payload
};

// `bytes` are kFrameHeaderBytes. Fails on a wrong magic and on a payload of more than 1 GiB.
Result<FrameHeader> ParseFrameHeader(std::string_view bytes);
std::string FrameHeaderBytes(FrameType type, uint32_t id, uint64_t payload_bytes);

}  // namespace runner

#endif  // RUNNER_SERVER_PIPE_FRAMES_H_
