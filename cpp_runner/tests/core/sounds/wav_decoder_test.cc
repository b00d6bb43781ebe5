#include "check.h"
#include "core/sounds/wav_decoder.h"

using namespace runner;
using runner_test::Bytes;
using runner_test::Values;
using runner_test::Why;

namespace {

std::string Little(uint32_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>((value >> (8 * i)) & 0xFF);
  return text;
}

std::string Chunk(const std::string& id, const std::string& data) {
  return id + Little(static_cast<uint32_t>(data.size()), 4) + data + (data.size() % 2 == 1 ? std::string(1, '\0') : "");
}

std::string Form(uint32_t format, uint32_t channels, uint32_t rate, uint32_t bits) {
  return Little(format, 2) + Little(channels, 2) + Little(rate, 4) + Little(rate * channels * bits / 8, 4) +
         Little(channels * bits / 8, 2) + Little(bits, 2);
}

std::string Wav(const std::string& form, const std::string& data) {
  const std::string chunks = "WAVE" + Chunk("fmt ", form) + Chunk("LIST", "odd") + Chunk("data", data);
  return "RIFF" + Little(static_cast<uint32_t>(chunks.size()), 4) + chunks;
}

std::vector<float> Samples(const std::string& wav) { return Values<float>(MUST(DecodeWav(wav)).samples); }

}  // namespace

TEST(whole_numbers_of_every_width_become_parts_of_one) {
  CHECK_EQ(Samples(Wav(Form(1, 1, 8000, 8), Bytes("0080C0FF"))), (std::vector<float>{-1.0f, 0.0f, 0.5f, 0.9921875f}));
  CHECK_EQ(Samples(Wav(Form(1, 1, 8000, 16), Bytes("008000400000FF7F"))), (std::vector<float>{-1.0f, 0.5f, 0.0f, 32767.0f / 32768.0f}));
  CHECK_EQ(Samples(Wav(Form(1, 1, 8000, 24), Bytes("000080000040"))), (std::vector<float>{-1.0f, 0.5f}));
  CHECK_EQ(Samples(Wav(Form(1, 1, 8000, 32), Bytes("0000008000000040"))), (std::vector<float>{-1.0f, 0.5f}));
}

TEST(floats_stay_as_they_are) {
  CHECK_EQ(Samples(Wav(Form(3, 1, 8000, 32), Bytes("0000003F000080BF"))), (std::vector<float>{0.5f, -1.0f}));
  CHECK_EQ(Samples(Wav(Form(3, 1, 8000, 64), Bytes("000000000000E03F"))), (std::vector<float>{0.5f}));
}

TEST(channels_are_mixed_to_their_mean_and_the_rate_is_kept) {
  const Sound sound = MUST(DecodeWav(Wav(Form(1, 2, 44100, 16), Bytes("0040000000C000C0"))));
  CHECK_EQ(Values<float>(sound.samples), (std::vector<float>{0.25f, -0.5f}));
  CHECK_EQ(sound.sample_rate, 44100);
  CHECK_EQ(sound.samples.shape, Shape{2});
}

TEST(the_extensible_form_names_its_format_further_on) {
  const std::string form = Form(0xFFFE, 1, 8000, 32) + Little(22, 2) + Little(32, 2) + Little(4, 4) + Little(3, 2) + std::string(14, '\0');
  CHECK_EQ(Samples(Wav(form, Bytes("0000003F"))), (std::vector<float>{0.5f}));
}

TEST(a_recording_without_an_announced_end_is_read_to_the_files_end) {
  std::string wav = Wav(Form(1, 1, 8000, 16), Bytes("00400040"));
  wav.replace(wav.find("data") + 4, 4, "\xFF\xFF\xFF\xFF");
  CHECK_EQ(Samples(wav).size(), size_t{2});
}

TEST(twelve_and_twenty_bits_stand_at_the_upper_end_of_their_bytes) {
  const auto with_bits = [](std::string form, uint32_t bits) { return form.replace(14, 2, Little(bits, 2)); };
  CHECK_EQ(Samples(Wav(with_bits(Form(1, 1, 8000, 16), 12), Bytes("00400080"))), (std::vector<float>{0.5f, -1.0f}));
  CHECK_EQ(Samples(Wav(with_bits(Form(1, 1, 8000, 24), 20), Bytes("0000400000C0"))), (std::vector<float>{0.5f, -0.5f}));
}

TEST(telephone_sounds_are_read) {
  // Both ends and the smallest steps, from the tables of G.711.
  CHECK_EQ(Samples(Wav(Form(6, 1, 8000, 8), Bytes("D5552AAA"))),
           (std::vector<float>{8 / 32768.0f, -8 / 32768.0f, -32256 / 32768.0f, 32256 / 32768.0f}));
  CHECK_EQ(Samples(Wav(Form(7, 1, 8000, 8), Bytes("FF7F0080FE"))),
           (std::vector<float>{0.0f, 0.0f, -32124 / 32768.0f, 32124 / 32768.0f, 8 / 32768.0f}));
}

TEST(the_long_size_of_rf64_ends_the_samples) {
  const std::string form = Form(1, 1, 8000, 16);
  const std::string sizes = "ds64" + Little(28, 4) + std::string(8, '\0') + Little(4, 4) + std::string(16, '\0');
  const std::string head = "RF64\xFF\xFF\xFF\xFFWAVE" + sizes + "fmt " + Little(16, 4) + form;
  const std::string wav = head + "data\xFF\xFF\xFF\xFF" + Bytes("00400040") + "LIST" + Little(4, 4) + "abcd";
  CHECK_EQ(Samples(wav).size(), size_t{2});
}

TEST(a_rate_that_no_recorder_has_is_refused) {
  // 20 KB at 1 Hz would be five hours, and 160 million samples at 16 kHz.
  const std::string data(20'000, '\1');
  for (const uint32_t rate : {1u, 999u, 768'001u, 1u << 31, 0xffffffffu}) {
    CHECK_CONTAINS(Why(DecodeWav(Wav(Form(1, 1, rate, 16), data))), " samples a second; 1,000 to 768,000 are read");
  }
  CHECK_CONTAINS(Why(DecodeWav(Wav(Form(1, 1, 0, 16), data))), "Its header is damaged");
  CHECK_EQ(MUST(DecodeWav(Wav(Form(1, 1, 1000, 16), data))).sample_rate, 1000);
  CHECK_EQ(MUST(DecodeWav(Wav(Form(1, 1, 768'000, 16), data))).sample_rate, 768'000);
}

TEST(broken_sounds_are_refused) {
  const std::string whole = Wav(Form(1, 1, 8000, 16), Bytes("00400040"));
  for (size_t size = 12; size < whole.size(); ++size) CHECK(!DecodeWav(whole.substr(0, size)).ok());
  CHECK_CONTAINS(Why(DecodeWav(whole.substr(0, whole.size() - 1))), "cut off");
  CHECK_CONTAINS(Why(DecodeWav(Wav(Form(2, 1, 8000, 4), "ab"))), "It is ADPCM");
  CHECK_CONTAINS(Why(DecodeWav(Wav(Form(1, 0, 8000, 16), "ab"))), "Its header is damaged");
  CHECK_CONTAINS(Why(DecodeWav(Wav(Form(1, 1, 4000000, 16), "ab"))), "4,000,000 samples a second");
  CHECK_CONTAINS(Why(DecodeWav(Wav(Form(1, 1, 8000, 16), ""))), "no samples");
  CHECK_CONTAINS(Why(DecodeWav(Wav(Form(3, 1, 8000, 32), Bytes("0000C07F")))), "not numbers");
  CHECK_CONTAINS(Why(DecodeWav(Wav(Form(1, 65, 8000, 16), "ab"))), "Its header is damaged");
  CHECK_CONTAINS(Why(DecodeWav(Wav("short", "ab"))), "Its header is cut off");
}
