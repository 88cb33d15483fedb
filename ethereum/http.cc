// See http.h. Each step is begun and the loop run until it ends or the time is over, so that the
// code reads from top to bottom.
#include "ethereum/http.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <cctype>
#include <charconv>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "compiler/text.h"

namespace cairn::ethereum {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using Tcp = asio::ip::tcp;
using Error = boost::system::error_code;
using Clock = std::chrono::steady_clock;

constexpr uint64_t kMaxBody = uint64_t{64} << 20;

// One request.
class Exchange {
 public:
  Exchange(const Url& url, std::chrono::milliseconds timeout)
      : url_(url), timeout_(timeout), deadline_(Clock::now() + timeout), resolver_(loop_) {}

  absl::StatusOr<HttpReply> post(const std::string& body) {
    Tcp::resolver::results_type found;
    Error error = step([&](auto done) {
      resolver_.async_resolve(url_.host, url_.port, [done, &found](Error e, const auto& results) {
        found = results;
        done(e);
      });
    });
    if (is_late_) return late();
    if (error) return unreachable("the name of the host is unknown");
    return url_.is_secure ? post_secure(found, body) : post_plain(found, body);
  }

 private:
  // Begins an operation with what it must call at its end, and waits for that.
  template <class Start>
  Error step(const Start& start) {
    std::optional<Error> result;
    start([&result](Error error) { result = error; });
    loop_.restart();
    while (!result.has_value() && loop_.run_one_until(deadline_) > 0) {
    }
    if (result.has_value()) return *result;
    is_late_ = true;
    resolver_.cancel();
    if (lowest_ != nullptr) {
      Error ignored;
      (void)lowest_->close(ignored);
    }
    loop_.restart();
    loop_.run();  // the operation ends, and refers to nothing any more
    return asio::error::timed_out;
  }

  // What a step closes when it is late, for as long as it is there.
  class Closable {
   public:
    Closable(Exchange& exchange, Tcp::socket& socket) : exchange_(exchange) {
      exchange_.lowest_ = &socket;
    }
    Closable(const Closable&) = delete;
    Closable& operator=(const Closable&) = delete;
    ~Closable() { exchange_.lowest_ = nullptr; }

   private:
    Exchange& exchange_;
  };

  absl::StatusOr<HttpReply> post_plain(const Tcp::resolver::results_type& to,
                                       const std::string& body) {
    Tcp::socket socket(loop_);
    const Closable closable(*this, socket);
    if (absl::Status status = connect(socket, to); !status.ok()) return status;
    return talk(socket, body);
  }

  absl::StatusOr<HttpReply> post_secure(const Tcp::resolver::results_type& to,
                                        const std::string& body) {
    asio::ssl::context tls(asio::ssl::context::tls_client);
    tls.set_default_verify_paths();
    tls.set_verify_mode(asio::ssl::verify_peer);
    SSL_CTX_set_min_proto_version(tls.native_handle(), TLS1_2_VERSION);
    asio::ssl::stream<Tcp::socket> stream(loop_, tls);
    const Closable closable(*this, stream.next_layer());
    stream.set_verify_callback(asio::ssl::host_name_verification(url_.host));
    SSL_set_tlsext_host_name(stream.native_handle(), url_.host.c_str());
    if (absl::Status status = connect(stream.next_layer(), to); !status.ok()) return status;
    const Error error =
        step([&](auto done) { stream.async_handshake(asio::ssl::stream_base::client, done); });
    if (is_late_) return late();
    if (error) {
      const long verdict = SSL_get_verify_result(stream.native_handle());
      if (verdict != X509_V_OK) {
        return refused(concat("its certificate is not trusted (",
                              X509_verify_cert_error_string(verdict), ")"));
      }
      if (error.category() == asio::error::get_ssl_category() ||
          error == asio::ssl::error::stream_truncated) {
        return refused(concat("it speaks no TLS that can be used (", error.message(),
                              "); is it http:// rather than https://?"));
      }
      return unreachable(error.message());
    }
    return talk(stream, body);
  }

  absl::Status connect(Tcp::socket& socket, const Tcp::resolver::results_type& to) {
    const Error error = step([&](auto done) {
      asio::async_connect(socket, to, [done](Error e, const auto&) { done(e); });
    });
    if (is_late_) return late();
    if (error) return unreachable(error.message());
    socket.set_option(Tcp::no_delay(true));
    return absl::OkStatus();
  }

  template <class Stream>
  absl::StatusOr<HttpReply> talk(Stream& stream, const std::string& body) {
    http::request<http::string_body> request(http::verb::post, url_.target, 11);
    const bool is_usual = url_.port == (url_.is_secure ? "443" : "80");
    const bool is_ipv6 = absl::StrContains(url_.host, ':');
    request.set(http::field::host, concat(is_ipv6 ? "[" : "", url_.host, is_ipv6 ? "]" : "",
                                          is_usual ? "" : ":", is_usual ? "" : url_.port));
    request.set(http::field::user_agent, "cairn");
    request.set(http::field::content_type, "application/json");
    request.set(http::field::accept, "application/json");
    request.set(http::field::connection, "close");
    if (!url_.authorization.empty()) {
      request.set(http::field::authorization, url_.authorization);
    }
    request.body() = body;
    request.prepare_payload();
    Error error = step([&](auto done) {
      http::async_write(stream, request, [done](Error e, size_t) { done(e); });
    });
    if (is_late_) return late();
    const Error unwritten = error;  // a server may answer before it has read all, and hang up
    beast::flat_buffer buffer;
    http::response_parser<http::string_body> parser;
    parser.body_limit(kMaxBody);
    error = step([&](auto done) {
      http::async_read(stream, buffer, parser, [done](Error e, size_t) { done(e); });
    });
    if (is_late_) return late();
    if (error == http::error::body_limit) return refused("its answer is larger than 64 MiB");
    if (error && !parser.is_done()) {
      if (error == http::error::end_of_stream || error == http::error::partial_message ||
          error == asio::error::connection_reset || error == asio::ssl::error::stream_truncated ||
          unwritten) {
        return unreachable("it hung up before it had answered");
      }
      return refused(concat("what answers there speaks no HTTP (", error.message(), ")"));
    }
    HttpReply reply;
    reply.status = parser.get().result_int();
    reply.body = std::move(parser.get().body());
    return reply;
  }

  absl::Status unreachable(std::string_view why) const {
    return absl::UnavailableError(concat(url_.origin(), ": the endpoint cannot be reached (", why,
                                         "); check its address, and that the node runs"));
  }
  absl::Status refused(std::string_view why) const {
    return absl::FailedPreconditionError(
        concat(url_.origin(), ": the endpoint cannot be used: ", why));
  }
  absl::Status late() const {
    return absl::DeadlineExceededError(
        concat(url_.origin(), ": the endpoint has not answered within ", timeout_.count(),
               " ms; try again, or give it more time"));
  }

  const Url& url_;
  const std::chrono::milliseconds timeout_;
  const Clock::time_point deadline_;
  asio::io_context loop_;
  Tcp::resolver resolver_;
  Tcp::socket* lowest_ = nullptr;
  bool is_late_ = false;
};

}  // namespace

std::string Url::origin() const {
  const bool is_ipv6 = absl::StrContains(host, ':');
  return concat(is_secure ? "https://" : "http://", is_ipv6 ? "[" : "", host, is_ipv6 ? "]" : "",
                ":", port);
}

absl::StatusOr<Url> parse_url(std::string_view text) {
  const auto bad = [](std::string_view why) {
    return absl::InvalidArgumentError(
        concat("the address of the endpoint ", why, "; give one such as http://127.0.0.1:8545"));
  };
  Url url;
  if (text.starts_with("https://")) {
    url.is_secure = true;
    text.remove_prefix(8);
  } else if (text.starts_with("http://")) {
    text.remove_prefix(7);
  } else {
    return bad("does not begin with http:// or https://");
  }
  for (const unsigned char c : text) {
    if (c <= ' ' || c >= 0x7f) return bad("holds blanks, or characters that are not ASCII");
  }
  const size_t slash = text.find_first_of("/?#");
  std::string_view host = text.substr(0, slash);
  std::string_view target = slash == std::string_view::npos ? "" : text.substr(slash);
  target = target.substr(0, target.find('#'));
  url.target = concat(target.starts_with('/') ? "" : "/", target);
  if (const size_t at = host.rfind('@'); at != std::string_view::npos) {
    url.authorization = concat("Basic ", absl::Base64Escape(std::string(host.substr(0, at))));
    host.remove_prefix(at + 1);
  }
  size_t colon = host.rfind(':');
  if (host.starts_with('[')) {
    const size_t close = host.find(']');
    if (close == std::string_view::npos) return bad("has a [ without its ]");
    url.host = host.substr(1, close - 1);
    colon = close + 1 < host.size() && host[close + 1] == ':' ? close + 1 : std::string_view::npos;
    if (colon == std::string_view::npos && close + 1 != host.size()) return bad("has no host");
  } else {
    url.host = host.substr(0, colon);
  }
  url.port = colon == std::string_view::npos ? (url.is_secure ? "443" : "80")
                                             : std::string(host.substr(colon + 1));
  unsigned number = 0;
  const char* const end = url.port.data() + url.port.size();
  const auto [rest, error] = std::from_chars(url.port.data(), end, number);
  if (error != std::errc() || rest != end || number == 0 || number > 65535) {
    return bad("has a port that is not a number from 1 to 65535");
  }
  if (url.host.empty()) return bad("has no host");
  return url;
}

absl::StatusOr<HttpReply> http_post(const Url& url, const std::string& body,
                                    std::chrono::milliseconds timeout) {
  return Exchange(url, timeout).post(body);
}

}  // namespace cairn::ethereum
