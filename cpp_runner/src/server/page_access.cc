#include "runner/server/page_access.h"

#include <utility>

namespace runner {
namespace {

struct KnownRoute {
  std::string_view path;
  std::string_view method;
  PageRoute route;
};

constexpr KnownRoute kRoutes[] = {
    {"/", "GET", PageRoute::kPage},         {"/about", "GET", PageRoute::kAbout}, {"/token", "POST", PageRoute::kToken},
    {"/predict", "POST", PageRoute::kPredict}, {"/open", "GET", PageRoute::kOpen},   {"/stop", "POST", PageRoute::kStop},
    {"/given", "GET", PageRoute::kGiven},
};

HttpRefusal Refused(int status, std::string what, std::string why, std::string remedy, std::string headers = "") {
  return {status, Failure::Usage(std::move(what), std::move(why), std::move(remedy)), std::move(headers)};
}

// Whether the secret is right, in a time that does not tell how much of it is. Nothing equals a secret that is void.
bool SameSecret(std::string_view given, std::string_view secret) {
  size_t differences = (given.size() ^ secret.size()) | (secret.empty() ? 1 : 0);
  for (size_t i = 0; i < secret.size(); ++i) {
    differences |= static_cast<unsigned char>(secret[i]) ^ static_cast<unsigned char>(i < given.size() ? given[i] : '\0');
  }
  return differences == 0;
}

// Names of hosts do not depend on capitals.
bool SameHost(std::string_view given, std::string_view host) {
  if (given.size() != host.size()) return false;
  for (size_t i = 0; i < host.size(); ++i) {
    const char letter = given[i] >= 'A' && given[i] <= 'Z' ? static_cast<char>(given[i] - 'A' + 'a') : given[i];
    if (letter != host[i]) return false;
  }
  return true;
}

std::string_view ValueOf(const std::string* value) { return value == nullptr ? std::string_view() : std::string_view(*value); }

}  // namespace

PageAccess::PageAccess(int port, std::string token, std::string code, double code_until_ms)
    : hosts_{"127.0.0.1:" + std::to_string(port), "localhost:" + std::to_string(port)},
      token_(std::move(token)),
      code_(std::move(code)),
      code_until_ms_(code_until_ms) {}

bool PageAccess::ShowsToken(const HttpRequest& request) const {
  const std::string* const header = request.Header("x-token");
  return SameSecret(ValueOf(header != nullptr ? header : request.Query("token")), token_);
}

std::optional<HttpRefusal> PageAccess::Admit(const HttpRequest& request) const {
  const std::string_view host = ValueOf(request.Header("host"));
  if (!SameHost(host, hosts_[0]) && !SameHost(host, hosts_[1])) {
    return Refused(403, "The address is not this program's", "The request's Host is another one.",
                   "Open the address that the program printed.");
  }
  const std::string* const origin = request.Header("origin");
  if (origin != nullptr && !SameHost(*origin, "http://" + hosts_[0]) && !SameHost(*origin, "http://" + hosts_[1])) {
    return Refused(403, "Another page may not use this program", "The request's Origin is not this program's page.",
                   "Use this program's own page.");
  }
  const bool shows_none = request.Header("x-token") == nullptr && request.Query("token") == nullptr;
  if ((request.path == "/" && shows_none) || request.path == "/token" || ShowsToken(request)) return {};
  return Refused(401, "The token is missing or wrong", "Only the printed address gives access to this program.",
                 "Open the whole address, including ?token= and the part after it.");
}

PageAccess::Routing PageAccess::RouteOf(const HttpRequest& request) {
  for (const KnownRoute& known : kRoutes) {
    if (request.path != known.path) continue;
    const std::string method(known.method);
    if (request.method != method) {
      return {known.route, Refused(405, request.path + " is not asked this way", "It was asked with " + request.method + ".",
                                   "Ask it with " + method + ".", "Allow: " + method + "\r\n")};
    }
    if (method == "GET" && request.BringsData()) {
      return {known.route, Refused(400, "The request cannot be read", "GET brings no data.", "Send it without.")};
    }
    return {known.route, {}};
  }
  return {PageRoute::kPage, Refused(404, "There is nothing at this address", "This program has /, /about, /predict and /stop.",
                                    "Open the address that the program printed.")};
}

PageAccess::Exchange PageAccess::UseCode(const HttpRequest& request, double now_ms) {
  const bool valid = now_ms < code_until_ms_ && SameSecret(ValueOf(request.Query("code")), code_);
  if (!valid) {
    return {"", Refused(401, "The page's address is used up", "It opens the page once, within 30 seconds of the program's start.",
                        "Open the address that the program printed, or start the program again.")};
  }
  code_.clear();
  return {token_, {}};
}

}  // namespace runner
