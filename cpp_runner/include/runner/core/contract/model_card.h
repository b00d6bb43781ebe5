// ModelCard: the facts about a model in about.json, as the builder wrote them.
// Thread rule: plain values, owned by one thread at a time.
#ifndef RUNNER_CORE_CONTRACT_MODEL_CARD_H_
#define RUNNER_CORE_CONTRACT_MODEL_CARD_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runner/core/base/result.h"

namespace runner {

struct ModelCard {
  std::string name;     // "" where the card has none
  std::string version;  // the same
  std::string json;     // the whole card, checked, in one line; "null" where there is no card
  // Every text, number and word of it by its path ("model.precision"), in the order of the card; a list's joined by commas.
  std::vector<std::pair<std::string, std::string>> facts;

  // "" where the card does not say.
  std::string Fact(std::string_view path) const;
};

// A text that is not one JSON object is a failure, which calls it `path`.
Result<ModelCard> ParseModelCard(std::string_view text, const std::string& path);

}  // namespace runner

#endif  // RUNNER_CORE_CONTRACT_MODEL_CARD_H_
