// What the program is, what its model takes and gives, as text for people.
// Thread rule: functions without state.
#ifndef RUNNER_COMMANDS_INFO_TEXT_H_
#define RUNNER_COMMANDS_INFO_TEXT_H_

#include <cstdint>
#include <string>

#include "runner/core/contract/model_card.h"
#include "runner/engine/session.h"

namespace runner {

std::string InfoText(const Session& session, const ModelCard& card);

// "NAME VERSION (Litecrate runner R)"
std::string VersionText(const ModelCard& card);

// "8.2 MB": three significant digits.
std::string BytesText(int64_t bytes);

}  // namespace runner

#endif  // RUNNER_COMMANDS_INFO_TEXT_H_
