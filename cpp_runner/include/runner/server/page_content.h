// The page as it is stored and as its server gives it.
// Thread rule: functions without state.
#ifndef RUNNER_SERVER_PAGE_CONTENT_H_
#define RUNNER_SERVER_PAGE_CONTENT_H_

#include <string>

#include "runner/core/base/result.h"
#include "runner/engine/program_files.h"
#include "runner/server/http_answer.h"

namespace runner {

// The program's page, unpacked.
Result<std::string> ReadPage(const NamedFiles& named);

// The page with its nonce, and the policy that lets nothing but what has this nonce run in it.
HttpAnswer PageAnswer(const std::string& page, const std::string& nonce);

}  // namespace runner

#endif  // RUNNER_SERVER_PAGE_CONTENT_H_
