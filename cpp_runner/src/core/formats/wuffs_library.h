// Wuffs (The Wuffs Authors, Apache-2.0 or MIT): decoders that check every access to memory, generated as one C file. This
// is the only door to it; its own names end in wuffs_library.cc.
// Thread rule: plain functions and values, one thread at a time.
#ifndef RUNNER_SRC_CORE_FORMATS_WUFFS_LIBRARY_H_
#define RUNNER_SRC_CORE_FORMATS_WUFFS_LIBRARY_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace runner {

enum class WuffsFormat { kBmp, kGif, kJpeg, kPng, kWebp };

// What the header of a picture file says.
struct WuffsHeader {
  uint32_t width = 0;
  uint32_t height = 0;
  bool gray = false;    // red, green and blue of a pixel are the same
  bool opaque = false;  // no pixel has an alpha
  uint64_t work_bytes = 0;  // memory that decoding takes beside the pixels
};

// One picture in a file; of an animation the first. The functions answer nullptr, or what is wrong in Wuffs' own words, for
// example "#png: truncated input". The pixels follow the header.
class WuffsPicture {
 public:
  // `bytes` are the whole file and must outlive this.
  WuffsPicture(WuffsFormat format, std::string_view bytes);
  ~WuffsPicture();
  WuffsPicture(const WuffsPicture&) = delete;
  WuffsPicture& operator=(const WuffsPicture&) = delete;

  const char* ReadHeader(WuffsHeader& header);
  // Into [height, width, 4]: blue, green, red, alpha. What the picture does not cover stays as it is.
  const char* ReadPixels(uint8_t* bgra);

  static constexpr const char* kNoMemory = "#runner: out of memory";

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// What raw deflate data (RFC 1951) unpack to.
struct Unpacked {
  std::string bytes;
  bool ended = false;  // the data have an end, and this is all of them
};

// At most `most` bytes; fewer where the data end or are damaged. Memory for `most` bytes is reserved, not filled.
Unpacked UnpackDeflate(std::string_view packed, uint64_t most);

}  // namespace runner

#endif  // RUNNER_SRC_CORE_FORMATS_WUFFS_LIBRARY_H_
