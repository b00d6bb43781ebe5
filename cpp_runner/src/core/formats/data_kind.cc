#include "core/formats/data_kind.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "core/formats/text_decoding.h"

namespace runner {
namespace {

constexpr size_t kLookedAt = 512;

constexpr std::pair<std::string_view, std::string_view> kSignatures[] = {
    {"\x93NUMPY", "npy"}, {std::string_view("PK\x03\x04", 4), "npz"}, {std::string_view("PK\x05\x06", 4), "npz"},
    {"\x89PNG\r\n\x1a\n", "PNG"}, {"\xff\xd8\xff", "JPEG"}, {"GIF8", "GIF"}, {std::string_view("II*\0", 4), "TIFF"},
    {std::string_view("MM\0*", 4), "TIFF"}, {"BM", "BMP"}, {"fLaC", "FLAC"}, {"OggS", "Ogg"}, {"ID3", "MP3"},
    {"\xff\xfb", "MP3"}, {"%PDF", "PDF"},
};
constexpr std::string_view kPictures[] = {"PNG", "JPEG", "GIF", "TIFF", "BMP", "WEBP", "PPM"};
constexpr std::string_view kPictureBrands[] = {"heic", "heix", "mif1", "msf1", "hevc", "avif", "avis"};

template <size_t N>
bool IsOneOf(const std::string_view (&names)[N], std::string_view name) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

std::string_view TextKind(std::string_view start, bool cut) {
  const std::string text = DecodeText(start, cut);
  const bool controls = std::any_of(text.begin(), text.end(), [](char letter) {
    return static_cast<unsigned char>(letter) < 0x20 && std::string_view("\t\r\n\f").find(letter) == std::string_view::npos;
  });
  if (controls) return "";
  const std::string_view said = TrimmedText(text);
  if (said.empty()) return "";
  return said[0] == '{' || said[0] == '[' ? "json" : "text";
}

}  // namespace

std::string_view DataKind(std::string_view bytes) {
  for (const auto& [signature, kind] : kSignatures) {
    if (bytes.substr(0, signature.size()) == signature) return kind;
  }
  const std::string_view group = bytes.substr(0, 4);
  if (group == "RIFF" || group == "RF64" || group == "BW64") {
    const std::string_view form = bytes.substr(0, 12).size() == 12 ? bytes.substr(8, 4) : "";
    return form == "WAVE" ? "WAV" : form == "WEBP" ? "WEBP" : "";
  }
  if (bytes.size() >= 8 && bytes.substr(4, 4) == "ftyp") {
    return IsOneOf(kPictureBrands, bytes.substr(8, 4)) ? "HEIC" : "MP4";
  }
  const bool netpbm = bytes.size() > 2 && bytes[0] == 'P' && bytes[1] >= '1' && bytes[1] <= '6' &&
                      std::string_view(" \t\r\n#").find(bytes[2]) != std::string_view::npos;
  return netpbm ? "PPM" : TextKind(bytes.substr(0, kLookedAt), bytes.size() > kLookedAt);
}

bool IsPictureKind(std::string_view kind) { return IsOneOf(kPictures, kind); }

std::string KindWords(std::string_view kind) {
  if (IsPictureKind(kind) || kind == "HEIC") return "a " + std::string(kind) + " picture";
  constexpr std::pair<std::string_view, const char*> kWords[] = {
      {"WAV", "a WAV sound"}, {"npy", "an array"}, {"npz", "a ZIP archive"}, {"json", "JSON"}, {"text", "text"},
  };
  for (const auto& [name, words] : kWords) {
    if (kind == name) return words;
  }
  return kind.empty() ? "something unknown" : std::string(kind) + " data";
}

}  // namespace runner
