#include "runner/core/formats/file_kind.h"

#include <algorithm>

#include "core/formats/text_decoding.h"

namespace runner {
namespace {

constexpr size_t kLookedAt = 512;

struct Signature {
  std::string_view bytes;
  FileKind kind;
};

constexpr Signature kSignatures[] = {
    {"\x93NUMPY", FileKind::kNpy},
    {"PK\x03\x04", FileKind::kZip},
    {"PK\x05\x06", FileKind::kZip},
    {"\x89PNG\r\n\x1A\n", FileKind::kPng},
    {"\xFF\xD8\xFF", FileKind::kJpeg},
    {"GIF8", FileKind::kGif},
    {std::string_view("II*\0", 4), FileKind::kTiff},
    {std::string_view("MM\0*", 4), FileKind::kTiff},
    {"BM", FileKind::kBmp},
    {"fLaC", FileKind::kFlac},
    {"OggS", FileKind::kOgg},
    {"ID3", FileKind::kMp3},
    {"\xFF\xFB", FileKind::kMp3},
    {"%PDF", FileKind::kPdf},
};

bool IsControl(char letter) {
  return static_cast<unsigned char>(letter) < ' ' && std::string_view("\t\r\n\f").find(letter) == std::string_view::npos;
}

// `cut` says that the bytes go on behind `start`, maybe in the middle of a character.
FileKind KindOfText(std::string_view start, bool cut) {
  const std::string text = DecodeText(start, cut);
  if (std::any_of(text.begin(), text.end(), IsControl)) return FileKind::kUnknown;
  const std::string_view trimmed = TrimmedText(text);
  if (trimmed.empty()) return FileKind::kUnknown;
  return trimmed[0] == '{' || trimmed[0] == '[' ? FileKind::kJson : FileKind::kText;
}

FileKind KindOfBoxes(std::string_view brand) {
  for (const std::string_view known : {"heic", "heix", "mif1", "msf1", "hevc", "avif", "avis"}) {
    if (brand == known) return FileKind::kHeif;
  }
  return FileKind::kMp4;
}

FileKind KindOfRiff(std::string_view form) {
  if (form == "WEBP") return FileKind::kWebp;
  return form == "WAVE" ? FileKind::kWav : FileKind::kUnknown;
}

}  // namespace

FileKind KindOf(std::string_view bytes) {
  const std::string_view start = bytes.substr(0, kLookedAt);
  for (const Signature& signature : kSignatures) {
    if (start.substr(0, signature.bytes.size()) == signature.bytes) return signature.kind;
  }
  const std::string_view group = start.substr(0, 4);
  if (group == "RIFF" || group == "RF64" || group == "BW64") return start.size() >= 12 ? KindOfRiff(start.substr(8, 4)) : FileKind::kUnknown;
  if (start.size() >= 12 && start.substr(4, 4) == "ftyp") return KindOfBoxes(start.substr(8, 4));
  const bool pnm = start.size() > 2 && start[0] == 'P' && start[1] >= '1' && start[1] <= '6' &&
                   std::string_view(" \t\r\n#").find(start[2]) != std::string_view::npos;
  return pnm ? FileKind::kPnm : KindOfText(start, bytes.size() > kLookedAt);
}

std::string KindWords(FileKind kind) {
  switch (kind) {
    case FileKind::kPng: return "a PNG picture";
    case FileKind::kJpeg: return "a JPEG picture";
    case FileKind::kGif: return "a GIF picture";
    case FileKind::kTiff: return "a TIFF picture";
    case FileKind::kBmp: return "a BMP picture";
    case FileKind::kWebp: return "a WebP picture";
    case FileKind::kPnm: return "a PPM picture";
    case FileKind::kHeif: return "a HEIC or AVIF picture";
    case FileKind::kWav: return "a WAV sound";
    case FileKind::kFlac: return "FLAC data";
    case FileKind::kOgg: return "Ogg data";
    case FileKind::kMp3: return "MP3 data";
    case FileKind::kMp4: return "MP4 data";
    case FileKind::kPdf: return "PDF data";
    case FileKind::kNpy: return "an array";
    case FileKind::kZip: return "a ZIP archive";
    case FileKind::kJson: return "JSON";
    case FileKind::kText: return "text";
    case FileKind::kUnknown: break;
  }
  return "something unknown";
}

bool IsPictureKind(FileKind kind) {
  switch (kind) {
    case FileKind::kPng:
    case FileKind::kJpeg:
    case FileKind::kGif:
    case FileKind::kTiff:
    case FileKind::kBmp:
    case FileKind::kWebp:
    case FileKind::kPnm:
    case FileKind::kHeif: return true;
    default: return false;
  }
}

}  // namespace runner
