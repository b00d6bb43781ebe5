// GivenFiles: files that were named when the page was started, which the page asks for and takes as if they were dropped on it.
// Thread rule: one thread.
#ifndef RUNNER_SERVER_GIVEN_FILES_H_
#define RUNNER_SERVER_GIVEN_FILES_H_

#include <string>
#include <vector>

#include "runner/server/http_answer.h"
#include "runner/server/http_request.h"

namespace runner {

class GivenFiles {
 public:
  // Of very many files the first thousand.
  explicit GivenFiles(std::vector<std::string> paths);

  // A JSON object with a member "given" behind its others, where there are files: their names without their folders.
  std::string AddedTo(const std::string& object) const;

  // The content of the file whose place among the names is asked for (`?file=0`). It is read now.
  HttpAnswer Answer(const HttpRequest& request) const;

 private:
  std::vector<std::string> paths_;
};

}  // namespace runner

#endif  // RUNNER_SERVER_GIVEN_FILES_H_
