// FileKind: what data holds, told by its first bytes.
// Thread rule: functions without state.
#ifndef RUNNER_CORE_FORMATS_FILE_KIND_H_
#define RUNNER_CORE_FORMATS_FILE_KIND_H_

#include <string>
#include <string_view>

namespace runner {

enum class FileKind {
  kUnknown, kPng, kJpeg, kGif, kTiff, kBmp, kWebp, kPnm, kHeif, kWav, kFlac, kOgg, kMp3, kMp4, kPdf, kNpy, kZip, kJson, kText,
};

FileKind KindOf(std::string_view bytes);

// In words: "a PNG picture", "a WAV sound", "something unknown".
std::string KindWords(FileKind kind);

bool IsPictureKind(FileKind kind);

}  // namespace runner

#endif  // RUNNER_CORE_FORMATS_FILE_KIND_H_
