#include "web/result_memory.h"

#include <cstdlib>
#include <cstring>

#include "runner/core/answers/failure_json.h"
#include "runner/core/program/engine_failures.h"

namespace runner::web {
namespace {

constexpr uint64_t kMemoryPage = 65536;
constexpr int kCannotRun = 3;  // the exit code of Failure::CannotRun

struct ResultHead {
  uint32_t status;
  uint32_t bytes;
};

bool IsInMemory(uint64_t address, uint64_t bytes) {
  return address + bytes <= __builtin_wasm_memory_size(0) * kMemoryPage;
}

}  // namespace

std::string_view BytesAt(Address address, uint32_t bytes) { return {reinterpret_cast<const char*>(address), bytes}; }

Address Reserve(uint32_t bytes) { return reinterpret_cast<Address>(std::malloc(bytes == 0 ? 1 : bytes)); }

void Release(Address address) { std::free(reinterpret_cast<void*>(address)); }

Address MakeResult(uint32_t status, std::string_view content) {
  const ResultHead head = {status, static_cast<uint32_t>(content.size())};
  if (content.size() > UINT32_MAX - sizeof(head)) return 0;
  const Address address = Reserve(sizeof(head) + head.bytes);
  if (address == 0) return 0;
  char* const memory = reinterpret_cast<char*>(address);
  std::memcpy(memory, &head, sizeof(head));
  if (!content.empty()) std::memcpy(memory + sizeof(head), content.data(), content.size());
  return address;
}

Address MakeFailure(const Failure& failure) {
  return MakeResult(failure.exit_code() == kCannotRun ? 500 : 400, FailureJson(failure));
}

Result<std::string> TakeAnswer(Address address) {
  ResultHead head = {};
  if (address == 0) {
    return Failure::CannotRun("There is not enough memory to answer", "The browser gives this page no more.",
                              "Close other pages and programs, or use a smaller file.");
  }
  if (!IsInMemory(address, sizeof(head))) return RunFailed("nothing came back", "");
  std::memcpy(&head, reinterpret_cast<const char*>(address), sizeof(head));
  if (!IsInMemory(uint64_t{address} + sizeof(head), head.bytes)) return RunFailed("what came back has no end", "");
  std::string content(BytesAt(address + sizeof(head), head.bytes));
  Release(address);
  if (head.status != 0) return RunFailed("status " + std::to_string(head.status), content);
  return content;
}

}  // namespace runner::web
