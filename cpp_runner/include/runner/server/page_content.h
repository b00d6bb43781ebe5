// What the page's server gives without asking the model: the page itself, and the program's description of itself.
// Thread rule: functions without state.
#ifndef RUNNER_SERVER_PAGE_CONTENT_H_
#define RUNNER_SERVER_PAGE_CONTENT_H_

#include <string>

#include "runner/core/contract/model_card.h"
#include "runner/engine/session.h"
#include "runner/server/http_answer.h"

namespace runner {

// The page with its nonce, and the policy that lets nothing but what has this nonce run in it.
HttpAnswer PageAnswer(const std::string& page, const std::string& nonce);

// The object of --info, and what the page needs beside it: endings of files that are read, the largest body, and whether the
// program ends without an open page.
std::string AboutJson(const Session& session, const ModelCard& card, bool watched);

}  // namespace runner

#endif  // RUNNER_SERVER_PAGE_CONTENT_H_
