// One HTTP request with a deadline for all of it: plain, or TLS with the server's certificate
// verified. Addresses of endpoints often hold a secret (in the path, or user and password), so no
// message shows more of one than scheme, host and port. By Boost.Beast and OpenSSL.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace cairn::ethereum {

struct Url {
  bool is_secure = false;
  std::string host;
  std::string port;
  std::string target;         // path and query
  std::string authorization;  // the value of the header, or nothing
  // "https://host:port", for messages.
  std::string origin() const;
};
// http://... or https://...; the error (InvalidArgument) does not show the text.
absl::StatusOr<Url> parse_url(std::string_view text);

struct HttpReply {
  unsigned status = 0;
  std::string body;
};
// Posts JSON. Errors are sentences that begin with the origin: Unavailable if nobody answers,
// DeadlineExceeded if it takes longer than `timeout`, FailedPrecondition if what answers speaks no
// HTTP or has a certificate that is not trusted. The body has at most 64 MiB.
absl::StatusOr<HttpReply> http_post(const Url& url, const std::string& body,
                                    std::chrono::milliseconds timeout);

}  // namespace cairn::ethereum
