#include "runner/server/connection_set.h"

#include <algorithm>
#include <utility>

namespace runner {
namespace {

constexpr size_t kMostConnections = 64;

}  // namespace

HttpConnection* ConnectionSet::LongestSilent() const {
  HttpConnection* longest = nullptr;
  for (const auto& connection : connections_) {
    if (!connection->silent()) continue;
    if (longest == nullptr || connection->silent_since() < longest->silent_since()) longest = connection.get();
  }
  return longest;
}

bool ConnectionSet::HasPlace() const { return connections_.size() < kMostConnections || LongestSilent() != nullptr; }

void ConnectionSet::AcceptFrom(const Socket& listener, double now) {
  while (HasPlace()) {
    Socket client = listener.Accept();
    if (!client.open()) return;
    if (connections_.size() >= kMostConnections) {
      LongestSilent()->Close();
      Sweep();
    }
    connections_.push_back(std::make_unique<HttpConnection>(std::move(client), ++last_number_, now));
  }
}

void ConnectionSet::Sweep() {
  const auto closed = [](const auto& connection) { return connection->state() == ConnectionState::kClosed; };
  connections_.erase(std::remove_if(connections_.begin(), connections_.end(), closed), connections_.end());
}

std::vector<HttpConnection*> ConnectionSet::OpenPages() const {
  std::vector<HttpConnection*> pages;
  for (const auto& connection : connections_) {
    if (connection->state() == ConnectionState::kOpen) pages.push_back(connection.get());
  }
  return pages;
}

}  // namespace runner
