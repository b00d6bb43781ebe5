// RequestBody: the bytes that follow a request's head, in one piece of memory that grows with what arrives; or somebody else's.
// Thread rule: one thread.
#ifndef RUNNER_CORE_PROGRAM_REQUEST_BODY_H_
#define RUNNER_CORE_PROGRAM_REQUEST_BODY_H_

#include <cstdlib>
#include <cstring>
#include <memory>
#include <string_view>

namespace runner {

struct FreeOwned {
  bool owned = true;
  void operator()(char* bytes) const {
    if (owned) std::free(bytes);
  }
};

class RequestBody {
 public:
  // Bytes that stay whose they are, and where they are.
  static RequestBody Of(std::string_view bytes) {
    RequestBody body;
    body.bytes_ = {const_cast<char*>(bytes.data()), FreeOwned{false}};
    body.size_ = body.came_ = bytes.size();
    return body;
  }

  // Memory for `size` bytes: what nobody has written to takes none. False where the system has not so much.
  bool Make(size_t size) {
    bytes_ = {static_cast<char*>(std::malloc(size == 0 ? 1 : size)), FreeOwned{}};
    size_ = bytes_ == nullptr ? 0 : size;
    came_ = 0;
    return bytes_ != nullptr;
  }

  // Where the next bytes belong, and how many are missing.
  char* end() { return bytes_.get() + came_; }
  size_t missing() const { return size_ - came_; }
  void Came(size_t count) { came_ += count; }
  void Add(std::string_view bytes) {
    std::memcpy(end(), bytes.data(), bytes.size());
    Came(bytes.size());
  }

  std::string_view bytes() const { return {bytes_.get(), came_}; }
  size_t size() const { return size_; }

 private:
  std::unique_ptr<char, FreeOwned> bytes_;
  size_t size_ = 0;
  size_t came_ = 0;
};

}  // namespace runner

#endif  // RUNNER_CORE_PROGRAM_REQUEST_BODY_H_
