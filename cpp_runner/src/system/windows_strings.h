// Text between UTF-8 and UTF-16, and the system's words for an error; on Windows only.
// Thread rule: functions without state.
#ifndef RUNNER_SRC_SYSTEM_WINDOWS_STRINGS_H_
#define RUNNER_SRC_SYSTEM_WINDOWS_STRINGS_H_

#include <windows.h>

#include <string>

namespace runner {

inline std::string Utf8(const wchar_t* text) {
  const int bytes = WideCharToMultiByte(CP_UTF8, 0, text, -1, nullptr, 0, nullptr, nullptr);
  if (bytes <= 1) return "";
  std::string result(static_cast<size_t>(bytes), '\0');
  WideCharToMultiByte(CP_UTF8, 0, text, -1, result.data(), bytes, nullptr, nullptr);
  result.pop_back();  // the terminating zero
  return result;
}

inline std::wstring Wide(const std::string& text) {
  const int units = MultiByteToWideChar(CP_UTF8, 0, text.c_str(), -1, nullptr, 0);
  if (units <= 1) return L"";
  std::wstring result(static_cast<size_t>(units), L'\0');
  MultiByteToWideChar(CP_UTF8, 0, text.c_str(), -1, result.data(), units);
  result.pop_back();  // the terminating zero
  return result;
}

// What the system says about a code of GetLastError, without a full stop at its end.
inline std::string WordsOfError(DWORD code) {
  wchar_t text[512] = {};
  FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS | FORMAT_MESSAGE_MAX_WIDTH_MASK, nullptr, code, 0,
                 text, static_cast<DWORD>(sizeof(text) / sizeof(text[0])), nullptr);
  std::string words = Utf8(text);
  while (!words.empty() && (words.back() == ' ' || words.back() == '.')) words.pop_back();
  return words.empty() ? "error " + std::to_string(code) : words;
}

}  // namespace runner

#endif  // RUNNER_SRC_SYSTEM_WINDOWS_STRINGS_H_
