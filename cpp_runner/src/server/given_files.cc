#include "runner/server/given_files.h"

#include <algorithm>
#include <utility>

#include "runner/core/formats/json_writer.h"
#include "runner/core/program/body_question.h"
#include "runner/system/file_io.h"
#include "runner/system/paths.h"

namespace runner {
namespace {

constexpr size_t kMostFiles = 1000;
// Bytes that no browser takes for a page.
constexpr char kBytes[] =
    "Content-Type: application/octet-stream\r\n"
    "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n";

}  // namespace

GivenFiles::GivenFiles(std::vector<std::string> paths) : paths_(std::move(paths)) {
  paths_.resize(std::min(paths_.size(), kMostFiles));
}

std::string GivenFiles::AddedTo(const std::string& object) const {
  if (paths_.empty()) return object;
  JsonWriter json;
  json.BeginObject();
  json.Key("given").BeginArray();
  for (const std::string& path : paths_) json.String(NameOf(path));
  json.EndArray();
  json.EndObject();
  return object.substr(0, object.size() - 1) + "," + json.Take().substr(1);
}

HttpAnswer GivenFiles::Answer(const HttpRequest& request) const {
  const std::string* const asked = request.Query("file");
  for (size_t i = 0; asked != nullptr && i < paths_.size(); ++i) {
    if (*asked != std::to_string(i)) continue;
    Result<std::string> content = ReadFile(paths_[i], kMostBodyBytes);
    if (!content.ok()) return RefusalAnswer({400, content.failure(), ""});
    return {200, std::move(content).value(), kBytes, request.keep, false};
  }
  return RefusalAnswer({404, Failure::Usage("There is no such file", "The page was started without it.",
                                            "Ask for one of those that /about names, by its place: ?file=0."), ""});
}

}  // namespace runner
