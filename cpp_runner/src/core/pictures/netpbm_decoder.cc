#include <optional>

#include "core/pictures/picture_decoders.h"

namespace runner {
namespace {

constexpr int kMaxValue = 65535;

bool IsBlank(char letter) { return letter == ' ' || (letter >= '\t' && letter <= '\r'); }

// The numbers of the header, and of the pixels where they are text. A '#' begins a comment that ends with its line.
class NumberReader {
 public:
  explicit NumberReader(std::string_view text) : text_(text) {}

  // The next number, or -1 where there is none up to kMaxDigits digits long.
  int64_t Next() {
    SkipBlanks();
    int64_t number = -1;
    for (int digits = 0; at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9'; ++at_, ++digits) {
      if (digits == kMaxDigits) return -1;
      number = (number < 0 ? 0 : number) * 10 + (text_[at_] - '0');
    }
    return number;
  }
  // The next letter that is no blank and in no comment; 0 at the end.
  char NextLetter() {
    SkipBlanks();
    return at_ < text_.size() ? text_[at_++] : '\0';
  }
  // What follows the one blank that ends the header.
  std::string_view Rest() const { return text_.substr(at_ < text_.size() ? at_ + 1 : at_); }
  bool AtBlank() const { return at_ < text_.size() && IsBlank(text_[at_]); }

 private:
  static constexpr int kMaxDigits = 9;
  void SkipBlanks() {
    while (at_ < text_.size() && (IsBlank(text_[at_]) || text_[at_] == '#')) {
      if (text_[at_] == '#') {
        while (at_ < text_.size() && text_[at_] != '\n' && text_[at_] != '\r') ++at_;
      } else {
        ++at_;
      }
    }
  }

  std::string_view text_;
  size_t at_ = 0;
};

// A sample of 0 to `maximum` as one of 0 to 255, to the nearest.
uint8_t Scaled(int64_t sample, int64_t maximum) { return static_cast<uint8_t>((sample * 255 + maximum / 2) / maximum); }

Result<Done> ReadText(NumberReader& reader, int64_t maximum, Picture& picture, const std::string& name) {
  for (uint8_t& pixel : picture.pixels) {
    const int64_t sample = reader.Next();
    if (sample < 0) return UnreadablePicture(name, "It is cut off, or holds something other than numbers.");
    if (sample > maximum) return UnreadablePicture(name, "It holds a number that is larger than its header allows.");
    pixel = Scaled(sample, maximum);
  }
  return Done{};
}

Result<Done> ReadBinary(std::string_view data, int64_t maximum, Picture& picture, const std::string& name) {
  const size_t width = maximum > 255 ? 2 : 1;
  if (data.size() / width < picture.pixels.size()) return UnreadablePicture(name, "It is cut off.");
  for (size_t i = 0; i < picture.pixels.size(); ++i) {
    int64_t sample = static_cast<unsigned char>(data[i * width]);
    if (width == 2) sample = sample * 256 + static_cast<unsigned char>(data[i * width + 1]);
    if (sample > maximum) return UnreadablePicture(name, "It holds a number that is larger than its header allows.");
    picture.pixels[i] = Scaled(sample, maximum);
  }
  return Done{};
}

// In the files with two colours a 1 is black.
uint8_t BitColor(bool set) { return set ? 0 : 255; }

// The bits of a text need no blanks between them.
Result<Done> ReadTextBits(NumberReader& reader, Picture& picture, const std::string& name) {
  for (uint8_t& pixel : picture.pixels) {
    const char bit = reader.NextLetter();
    if (bit != '0' && bit != '1') return UnreadablePicture(name, "It is cut off, or holds something other than 0 and 1.");
    pixel = BitColor(bit == '1');
  }
  return Done{};
}

// Eight pixels a byte, the first one in its highest bit; each row begins with a byte.
Result<Done> ReadPackedBits(std::string_view data, uint64_t row_bytes, Picture& picture, const std::string& name) {
  const auto width = static_cast<size_t>(picture.width);
  if (data.size() / row_bytes < static_cast<size_t>(picture.height)) return UnreadablePicture(name, "It is cut off.");
  for (size_t i = 0; i < picture.pixels.size(); ++i) {
    const size_t column = i % width;
    const auto byte = static_cast<unsigned char>(data[i / width * static_cast<size_t>(row_bytes) + column / 8]);
    picture.pixels[i] = BitColor(((byte >> (7 - column % 8)) & 1) != 0);
  }
  return Done{};
}

struct NetpbmHeader {
  int64_t width = 0;
  int64_t height = 0;
  int64_t maximum = 1;
  int channels = 1;
};

// Nothing where it is not the header of such a file.
std::optional<NetpbmHeader> ReadHeader(char kind, NumberReader& reader) {
  NetpbmHeader header;
  header.channels = kind == '3' || kind == '6' ? 3 : 1;
  header.width = reader.Next();
  header.height = reader.Next();
  if (kind != '1' && kind != '4') header.maximum = reader.Next();
  const bool valid = header.width >= 0 && header.height >= 0 && header.maximum >= 1 && header.maximum <= kMaxValue;
  return valid && reader.AtBlank() ? std::optional<NetpbmHeader>(header) : std::nullopt;
}

}  // namespace

bool IsNetpbmPicture(std::string_view bytes) {
  return bytes.size() >= 2 && bytes[0] == 'P' && bytes[1] >= '1' && bytes[1] <= '6';
}

PictureSize NetpbmSize(std::string_view bytes) {
  NumberReader reader(bytes.substr(2));
  const std::optional<NetpbmHeader> header = ReadHeader(bytes[1], reader);
  if (!header) return {};
  return {static_cast<uint64_t>(header->width), static_cast<uint64_t>(header->height), static_cast<uint64_t>(header->channels), 0};
}

Result<Picture> DecodeNetpbm(std::string_view bytes, const std::string& name) {
  const char kind = bytes[1];
  const bool is_text = kind <= '3';
  NumberReader reader(bytes.substr(2));
  const std::optional<NetpbmHeader> header = ReadHeader(kind, reader);
  if (!header) return UnreadablePicture(name, "Its header is not that of a PPM, PGM or PBM file.");
  const auto [width, height, maximum, channels] = *header;
  RUNNER_TRY(CheckPictureSize(width, height, name));
  // Every sample takes at least a byte of the file, or a bit, so a false size costs no memory.
  const auto row_samples = static_cast<uint64_t>(width) * static_cast<uint64_t>(channels);
  const uint64_t row_bytes = kind == '4' ? (row_samples + 7) / 8 : row_samples;
  if (row_bytes * static_cast<uint64_t>(height) > bytes.size()) return UnreadablePicture(name, "It is cut off.");
  RUNNER_ASSIGN(Picture picture, MakePicture(width, height, channels, name));
  if (kind == '1') {
    RUNNER_TRY(ReadTextBits(reader, picture, name));
  } else if (kind == '4') {
    RUNNER_TRY(ReadPackedBits(reader.Rest(), row_bytes, picture, name));
  } else if (is_text) {
    RUNNER_TRY(ReadText(reader, maximum, picture, name));
  } else {
    RUNNER_TRY(ReadBinary(reader.Rest(), maximum, picture, name));
  }
  return picture;
}

}  // namespace runner
