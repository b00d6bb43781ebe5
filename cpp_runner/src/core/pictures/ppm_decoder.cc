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

}  // namespace

Result<Picture> DecodePpm(std::string_view bytes, const std::string& name) {
  const char kind = bytes[1];
  NumberReader reader(bytes.substr(2));
  const int64_t width = reader.Next();
  const int64_t height = reader.Next();
  const int64_t maximum = reader.Next();
  if (width < 0 || height < 0 || maximum < 1 || maximum > kMaxValue || !reader.AtBlank()) {
    return UnreadablePicture(name, "Its header is not that of a PPM or PGM file.");
  }
  const int channels = kind == '3' || kind == '6' ? 3 : 1;
  const bool is_text = kind == '2' || kind == '3';
  RUNNER_TRY(CheckPictureSize(width, height, name));
  // Every sample takes at least a byte of the file, so a false size costs no memory.
  if (static_cast<uint64_t>(width) * static_cast<uint64_t>(height) * static_cast<uint64_t>(channels) > bytes.size()) {
    return UnreadablePicture(name, "It is cut off.");
  }
  RUNNER_ASSIGN(Picture picture, MakePicture(width, height, channels, name));
  if (is_text) {
    RUNNER_TRY(ReadText(reader, maximum, picture, name));
  } else {
    RUNNER_TRY(ReadBinary(reader.Rest(), maximum, picture, name));
  }
  return picture;
}

}  // namespace runner
