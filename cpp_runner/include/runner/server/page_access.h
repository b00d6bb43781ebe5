// PageAccess: who may ask for what. Requests from other pages and from who does not know the program's token are refused.
// Thread rule: one thread.
#ifndef RUNNER_SERVER_PAGE_ACCESS_H_
#define RUNNER_SERVER_PAGE_ACCESS_H_

#include <optional>
#include <string>
#include <string_view>

#include "runner/server/http_request.h"

namespace runner {

enum class PageRoute { kPage, kAbout, kToken, kPredict, kGiven, kOpen, kStop };

class PageAccess {
 public:
  // `token` is what requests show. `code` stands for it once, until `code_until_ms`: it is what a browser is opened with,
  // whose command line everybody on the computer can read. Times are NowMs.
  PageAccess(int port, std::string token, std::string code, double code_until_ms);

  // Whether a request is from this computer's own page or a program that knows the token. The page itself holds no secret,
  // and is given without one: it is loaded again after its token has left its address.
  std::optional<HttpRefusal> Admit(const HttpRequest& request) const;

  // What an admitted request asks for; refused where there is no such thing, or it is asked in another way.
  struct Routing {
    PageRoute route = PageRoute::kPage;
    std::optional<HttpRefusal> refusal;
  };
  static Routing RouteOf(const HttpRequest& request);

  // The token for the code, once.
  struct Exchange {
    std::string token;
    std::optional<HttpRefusal> refusal;
  };
  Exchange UseCode(const HttpRequest& request, double now_ms);

  const std::string& token() const { return token_; }

 private:
  bool ShowsToken(const HttpRequest& request) const;

  std::string hosts_[2];
  std::string token_;
  std::string code_;
  double code_until_ms_ = 0.0;
};

}  // namespace runner

#endif  // RUNNER_SERVER_PAGE_ACCESS_H_
