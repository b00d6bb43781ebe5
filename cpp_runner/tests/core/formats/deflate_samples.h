// Deflated texts that were made by zlib, and what they unpack to.
// Thread rule: functions without state.
#ifndef RUNNER_TESTS_DEFLATE_SAMPLES_H_
#define RUNNER_TESTS_DEFLATE_SAMPLES_H_

#include <string>

namespace runner_test {

// 600 bytes with a pattern, as the deflated texts below hold it.
inline std::string Pattern() {
  std::string text;
  for (int i = 0; i < 600; ++i) text += static_cast<char>(i % 5 != 0 ? (i * i * 7 + i / 3) % 11 : 0);
  return text;
}

// zlib's, with the strategies Z_HUFFMAN_ONLY (only literals) and the default one (literals and matches).
inline constexpr const char* kOnlyLiterals =
    "05c1811100300802b1f7d0a2ec3f7013fc4e54e71029ba57c812d985799813452e22e56655429ab078c0efa03a4404772f258bc92e9e07ef04"
    "9d0ba44caf"
    "0a4bc32ee6e187a8e6222877a392d164c1f3f03b519d43a4e85e214b6417e6614e14b988949b550969c2e201bf83ea1011dcbd942c26bb781e"
    "bc13742e90"
    "32bd2a2c0dbb98871fa29a8ba0dc8d4a469305cfc3ef44750e91a27b852c915d98873951e422526e5625a4098b07fc0eaa434470f752b298ec"
    "e279f04ed0"
    "b940caf4aab034ec621e7e886a2e8272372a194d163c0fbf13d539448aee15b24476611ee644918b48b9599590262c1ef03ba80e11c1dd4bc9"
    "62b28be7c1"
    "3bf101";
inline constexpr const char* kWithMatches =
    "ed8ed10944310cc354923469f61ff8d9631cdca74148a6ef0b4eee23d843e604d1a1310375690cb06f0d74327184442d4317c8800d18a065e0"
    "c840d9d032"
    "e0044a2c36a0c44189c2004a5cfc0127502251a25142176cf89ffcb5931f";

}  // namespace runner_test

#endif  // RUNNER_TESTS_DEFLATE_SAMPLES_H_
