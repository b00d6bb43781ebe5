#include "runner/server/pipe_frames.h"

#include "core/base/byte_order.h"

namespace runner {
namespace {

constexpr std::string_view kFrameMagic = "LCF1";
}  // namespace

Result<FrameHeader> ParseFrameHeader(std::string_view bytes) {
  if (bytes.size() != kFrameHeaderBytes || bytes.substr(0, kFrameMagic.size()) != kFrameMagic) {
    return Failure::Usage("Standard input does not carry frames", "A frame begins with the letters LCF1.",
                          "Start --serve-pipe from a program that speaks its protocol (docs/runner.md).");
  }
  FrameHeader header;
  header.type = LittleEndian32(bytes, 4);
  header.id = LittleEndian32(bytes, 8);
  header.flags = LittleEndian32(bytes, 12);
  header.bytes = LittleEndian(bytes, 16, 8);
  if (header.bytes > kMostPayloadBytes) {
    return Failure::Usage("A frame is too long", "It says it has " + std::to_string(header.bytes) + " bytes; 1 GiB is possible.",
                          "Send less at once.");
  }
  return header;
}

std::string FrameHeaderBytes(FrameType type, uint32_t id, uint64_t payload_bytes) {
  std::string bytes(kFrameMagic);
  AppendLittleEndian(bytes, static_cast<uint32_t>(type), 4);
  AppendLittleEndian(bytes, id, 4);
  AppendLittleEndian(bytes, 0, 4);  // flags
  AppendLittleEndian(bytes, payload_bytes, 8);
  return bytes;
}

}  // namespace runner
